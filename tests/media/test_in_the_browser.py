"""The library in a real browser: dropping, pasting, choosing; what goes wrong is said by name."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.media import corpus
from tests.plugins.browser import Visit, axe, shot
from xiaobian.media import jobs, verbs
from xiaobian.media.models import Asset

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/desk/media/"

# Files as a desktop hands them over, dropped on a place or pasted into the page.
HAND_OVER = """([kind, place, files]) => {
  const data = new DataTransfer();
  for (const [name, type, text] of files) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    data.items.add(new File([bytes], name, {type}));
  }
  const target = document.querySelector(place);
  const given = {bubbles: true, cancelable: true};
  if (kind === "paste") {
    target.dispatchEvent(new ClipboardEvent("paste", {...given, clipboardData: data}));
  } else {
    for (const event of ["dragenter", "dragover", "drop"])
      target.dispatchEvent(new DragEvent(event, {...given, dataTransfer: data}));
  }
}"""


SETTLE = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.complete || new Promise((done) => { image.onload = image.onerror = done; });
}))"""


@pytest.fixture
def visit(visit) -> Iterator[Visit]:
    """Pages whose pictures have arrived before the test's database is emptied."""
    pages = []

    def opened(*args, **kwargs) -> Page:
        pages.append(visit(*args, **kwargs))
        return pages[-1]

    yield opened
    for page in pages:
        page.evaluate(SETTLE)


def hand_over(page: Page, kind: str, place: str, files: dict[str, bytes]) -> None:
    packed = [[n, "image/png", base64.b64encode(data).decode()] for n, data in files.items()]
    page.evaluate(HAND_OVER, [kind, place, packed])


def names() -> set[str]:
    return set(Asset.objects.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("kind", "place"), [("drop", ".dropzone"), ("drop", "h1"), ("paste", "body")]
)
def test_files_handed_over_anywhere_arrive_and_the_bad_one_says_why(
    visit, lin, kind, place
) -> None:
    page = visit(lin, HOME)
    files = {"tea.png": corpus.png(), "bad.png": corpus.zipped(), "leaf.jpg": corpus.jpeg()}
    hand_over(page, kind, place, files)
    expect(page.get_by_role("link", name="tea.png")).to_be_visible()
    expect(page.get_by_role("link", name="leaf.jpg")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("This is an archive")
    expect(page.locator(".coming")).to_have_count(1)
    assert names() == {"tea.png", "leaf.jpg"}


def test_files_are_chosen_and_the_page_says_when_all_are_in(visit, lin, tmp_path) -> None:
    page = visit(lin, HOME)
    paths = []
    for i in range(5):
        paths.append(tmp_path / f"p{i}.jpg")
        paths[-1].write_bytes(corpus.jpeg(corpus.photo(80, 60, i)))
    page.locator("[data-dropzone] input[type=file]").set_input_files(paths)
    expect(page.locator(".toast")).to_contain_text("All pictures are in the library")
    expect(page.locator(".piece")).to_have_count(5)
    expect(page.locator(".coming")).to_have_count(0)


def test_an_upload_that_met_no_desk_can_be_tried_again(visit, lin) -> None:
    page = visit(lin, HOME)
    page.route("**/upload/", lambda route: route.fulfill(status=502, body="gone"), times=1)
    hand_over(page, "drop", "h1", {"tea.png": corpus.png()})
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="tea.png")).to_be_visible()


def test_a_description_keeps_itself_while_it_is_typed(visit, lin, add) -> None:
    asset = add()
    page = visit(lin, f"{HOME}{asset.pk}/")
    page.get_by_label("Description").fill("茶园清晨，雾在第二道梯田上")
    expect(page.locator("#saved")).to_contain_text("Saved")
    asset.refresh_from_db()
    assert asset.alt == "茶园清晨，雾在第二道梯田上"


def test_a_removed_picture_is_brought_back_by_undo(visit, lin, add) -> None:
    asset = add()
    page = visit(lin, f"{HOME}{asset.pk}/")
    page.get_by_role("button", name="Remove").click()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="tea.jpg")).to_be_visible()
    asset.refresh_from_db()
    assert asset.removed_at is None


CHOOSE = """async () => {
  const own = document.querySelector("script[src$='media/upload.js']").src;
  const {choosePicture} = await import(own.replace("upload.js", "picker.js"));
  window.chosen = undefined;
  choosePicture("/b/shanye/desk/media/picker/").then((picture) => (window.chosen = picture));
}"""


def chosen(page: Page) -> dict | None:
    expect(page.get_by_role("dialog")).to_have_count(0)
    return page.evaluate("window.chosen")


def test_the_picker_gives_the_chosen_picture(visit, lin, add, now) -> None:
    tea = add(corpus.jpeg(), "tea.jpg")
    verbs.describe(tea, "茶园", lin, now)
    page = visit(lin, HOME)
    page.evaluate(CHOOSE)
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="茶园").click()
    picture = chosen(page)
    assert (picture["ref"], picture["alt"], picture["width"]) == (tea.ref, "茶园", 600)


def test_a_picture_uploaded_in_the_picker_is_chosen_and_escape_chooses_none(visit, lin) -> None:
    page = visit(lin, HOME)
    page.evaluate(CHOOSE)
    expect(page.get_by_role("dialog")).to_be_visible()
    hand_over(page, "drop", "#picker .dropzone", {"new.png": corpus.png()})
    assert chosen(page)["ref"] == Asset.objects.get().ref
    page.evaluate(CHOOSE)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    assert chosen(page) is None


def test_news_from_the_background_reach_the_open_page(visit, lin, add) -> None:
    asset = add()
    page = visit(lin, f"{HOME}{asset.pk}/")
    expect(page.locator("#variants")).to_contain_text("waiting")
    jobs.prepare(str(asset.pk))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('news:media'))")
    expect(page.locator("#variants")).not_to_contain_text("waiting")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_the_pages_are_open_to_everybody(visit, lin, add, now, language, theme, width) -> None:
    for i in range(9):
        asset = add(corpus.jpeg(corpus.photo(300 + 60 * (i % 4), 300, i)), f"春茶 {i}.jpg")
        if i % 3:
            verbs.describe(asset, f"茶园，第 {i} 天", lin, now)
        if i % 2:
            jobs.prepare(str(asset.pk))
    for name, path in {"library": HOME, "picture": f"{HOME}{asset.pk}/"}.items():
        page = visit(lin, path, theme=theme, width=width, language=language)
        expect(page.locator(":is(.piece, .preview) img").first).to_be_visible()
        page.evaluate(SETTLE)
        shot(page, f"{name}-{language}-{theme}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe(page)
    page = visit(lin, f"{HOME}?q=nothing", theme=theme, width=width, language=language)
    axe(page)
