"""Writing in a real browser: nothing typed is damaged or lost, whatever happens."""

from __future__ import annotations

import re
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import expect

from tests.plugins.browser import axe, shot
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft

pytestmark = pytest.mark.browser
AWKWARD = "\n\n# 一、水要“活”\r\n\ttab  \ncafe\u0301 é 👨‍👩‍👧 \r单独\u2028\u200b𠮷   \n\n"


@pytest.fixture
def draft(brand, lin, now, transactional_db):
    made = Draft.start(brand, lin, now, title="雪天煮茶", text="山泉也好")
    made.targets.add(brand.accounts.create(kind="bluesky", name="山野茶", handle="shanye.test"))
    return made


def text_of(draft):
    return Draft.objects.get(pk=draft.pk).text


def write(page, text):
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def saved(page):
    expect(page.locator("[data-status]")).to_have_text("Saved", timeout=9000)


def save(page):
    """Where saving by itself isn't the point, nobody waits for it."""
    page.keyboard.press("Control+s")
    saved(page)


def kill_renderers():
    """Every page's process of our own browser dies at once, without a word to the page."""
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "--type=renderer" in child.cmdline():
                child.kill()


def said(page):
    """Whatever the editor holds."""
    return page.evaluate("document.querySelector('[data-draft]').desk.voices.content()")


def mirrored(page, text):
    """Wait until the device's own copy holds `text`."""
    page.wait_for_function(
        """async (text) => {
          const open = indexedDB.open("xiaobian", 1);
          const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
          const all = db.transaction("unsaved").objectStore("unsaved").getAll();
          const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
          db.close();
          return rows.some((row) => row.content.text.includes(text));
        }""",
        arg=text,
    )


def test_what_is_opened_and_saved_is_what_was_there(visit, lin, draft, now):
    draft.write(Content("cafe\u0301 ", AWKWARD, ("茶",), "zh-Hans"), by=lin, revision=0, now=now)
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    assert said(page)["text"] == AWKWARD
    write(page, "。")
    save(page)
    assert Draft.objects.get().content == Content("cafe\u0301 ", AWKWARD + "。", ("茶",), "zh-Hans")


def test_typing_is_saved_by_itself_and_survives_a_reload(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    write(page, "，桶装也罢")
    saved(page)
    assert text_of(draft) == "山泉也好，桶装也罢"
    page.reload()
    expect(page.locator(".cm-content")).to_have_text("山泉也好，桶装也罢")


def test_the_first_word_makes_the_draft_and_its_address(visit, lin, brand, transactional_db):
    page = visit(lin, "/desk/drafts/new/")
    page.get_by_label("Title").fill("新的一篇")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("第一句")
    saved(page)
    expect(page).to_have_url(re.compile(r"/desk/drafts/[0-9a-f-]{36}/$"))
    assert Draft.objects.get().content == Content("新的一篇", "第一句", (), "zh-Hans")


def test_chinese_input_is_neither_saved_half_typed_nor_disturbed(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    cdp = page.context.new_cdp_session(page)
    saves = []
    page.on("request", lambda r: saves.append(r) if r.url.endswith("/save/") else None)
    for half in ("z", "zh", "zhu", "zhu c", "zhu ch", "zhu cha"):
        cdp.send(
            "Input.imeSetComposition",
            {"text": half, "selectionStart": len(half), "selectionEnd": len(half)},
        )
    page.evaluate("document.querySelector('[data-draft]').desk.saving.now()")
    assert said(page)["text"] == "山泉也好zhu cha"
    assert not saves
    cdp.send("Input.insertText", {"text": "煮茶"})
    saved(page)
    assert text_of(draft) == "山泉也好煮茶"
    assert all("zhu" not in (r.post_data or "") for r in saves)


def test_composing_inside_bold_text_keeps_every_sign(visit, lin, draft, now):
    draft.write(Content(text="之前**水开**之后"), by=lin, revision=0, now=now)
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    cdp = page.context.new_cdp_session(page)
    for half in ("s", "sa", "san", "san f", "san fei"):
        cdp.send(
            "Input.imeSetComposition",
            {"text": half, "selectionStart": len(half), "selectionEnd": len(half)},
        )
    cdp.send("Input.insertText", {"text": "三沸"})
    save(page)
    assert text_of(draft) == "之前**水开三沸**之后"


def test_a_killed_page_leaves_nothing_behind_but_a_question(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.route("**/save/", lambda route: route.abort())
    write(page, "，停电了")
    mirrored(page, "停电了")
    expect(page.locator("[data-trouble]")).to_contain_text("kept on this device", timeout=9000)
    with page.expect_event("crash"):
        kill_renderers()
    other = page.context.new_page()
    other.goto(page.url)
    banner = other.locator("[data-banner]")
    expect(banner).to_contain_text("never saved")
    expect(banner.locator("ins")).to_have_text("，停电了")
    assert text_of(draft) == "山泉也好"
    banner.get_by_role("button", name="Take it back").click()
    saved(other)
    assert text_of(draft) == "山泉也好，停电了"


def test_a_lost_network_is_said_and_made_good(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.route("**/save/", lambda route: route.abort())
    write(page, "，断网")
    expect(page.locator("[data-trouble]")).to_contain_text("No connection", timeout=9000)
    page.unroute("**/save/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    expect(page.locator("[data-trouble]")).to_be_hidden()
    assert text_of(draft) == "山泉也好，断网"


def test_a_lost_answer_is_no_conflict_with_oneself(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/save/", lose)
    write(page, "一")
    expect(page.locator("[data-trouble]")).to_be_visible(timeout=9000)
    page.unroute("**/save/")
    write(page, "二")
    save(page)
    expect(page.locator("[data-banner]")).to_be_hidden()
    assert text_of(draft) == "山泉也好一二"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_the_second_of_two_tabs_chooses_and_nothing_is_lost(visit, lin, draft, choice):
    one = visit(lin, f"/desk/drafts/{draft.pk}/")
    two = one.context.new_page()
    two.goto(one.url)
    write(one, "，第一页")
    save(one)
    write(two, "，第二页")
    two.keyboard.press("Control+s")
    banner = two.locator("[data-banner]")
    expect(banner).to_contain_text("another tab", timeout=9000)
    expect(banner.locator("ins")).to_have_text(re.compile("一"))
    assert text_of(draft) == "山泉也好，第一页"
    if choice == "mine":
        banner.get_by_role("button", name="Keep mine").click()
        save(two)
        assert [v.text for v in draft.versions.all()][:2] == [
            "山泉也好，第二页",
            "山泉也好，第一页",
        ]
    else:
        banner.get_by_role("button", name="Take theirs").click()
        expect(two.locator(".cm-content")).to_have_text("山泉也好，第一页")
        two.locator(".cm-content").click()
        two.keyboard.press("Control+z")
        expect(two.locator(".cm-content")).to_have_text("山泉也好，第二页")


def test_ten_megabytes_are_refused_and_stay_on_the_page(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.evaluate(
        "document.querySelector('[data-draft]').desk.surface.insert('茶'.repeat(1_000_000), 0)"
    )
    expect(page.locator("[data-trouble]")).to_contain_text("200,000", timeout=15000)
    mirrored(page, "茶茶茶")
    assert text_of(draft) == "山泉也好"


def test_an_account_can_say_it_differently(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    account = draft.targets.get()
    page.locator(f"[data-voice='{account.pk}']").click()
    page.get_by_label("Say it differently here").check()
    write(page, "，只在这里")
    save(page)
    expect(page.locator("[data-panel]").first).to_contain_text("只在这里")
    page.get_by_role("button", name="Everywhere").click()
    expect(page.locator(".cm-content")).to_have_text("山泉也好")
    assert Draft.objects.get().content.overrides == {
        str(account.pk): {"text": "山泉也好，只在这里"}
    }


def test_a_pasted_picture_keeps_its_place_and_gets_words(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.evaluate(
        """async () => {
          const paper = new OffscreenCanvas(64, 48);
          paper.getContext("2d").fillRect(8, 8, 20, 20);
          const data = new DataTransfer();
          data.items.add(new File([await paper.convertToBlob()], "a.png", { type: "image/png" }));
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector(".cm-content").dispatchEvent(paste);
        }"""
    )
    page.get_by_label("What would somebody miss").fill("雪中的炉子")
    page.get_by_role("button", name="Keep", exact=True).click()
    saved(page)
    asset = draft.brand.assets.get()
    assert text_of(draft) == f"山泉也好\n\n![雪中的炉子]({asset.ref})\n"
    assert [p.asset for p in draft.placements.all()] == [asset]
    page.wait_for_function("document.querySelector('.shown-pictures img')?.naturalWidth === 64")


def test_keys_make_bold_and_the_palette_stays_free(visit, lin, draft):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+s")
    saved(page)
    assert text_of(draft) == "**山泉也好**"
    page.keyboard.press("Control+k")
    expect(page.locator(".palette")).to_be_visible()


def test_asking_for_review_saves_first(visit, lin, draft, zhou):
    page = visit(lin, f"/desk/drafts/{draft.pk}/")
    expect(page.get_by_role("button", name="Ask for review")).to_be_visible()
    write(page, "，请看")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#review-bar")).to_contain_text("needs approval")
    assert draft.submissions.get().version.text == "山泉也好，请看"


@pytest.mark.parametrize(
    ("theme", "width", "language"), [("light", 1440, "en"), ("dark", 360, "zh-hans")]
)
def test_the_pages_shut_nobody_out(visit, lin, draft, theme, width, language):
    for name, path in (("drafts", "/desk/drafts/"), ("writing", f"/desk/drafts/{draft.pk}/"),
                       ("versions", f"/desk/drafts/{draft.pk}/versions/")):  # fmt: skip
        page = visit(lin, path, theme=theme, width=width, language=language)
        if name == "writing":
            page.locator("[data-panel]").first.wait_for()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"{name}-{theme}-{width}-{language}")
