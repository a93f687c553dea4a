"""The operator's first day, in a real browser, on a desk started like anybody's.

Name a brand, connect Bluesky (the real server), ask a colleague in, write with a picture, see how each
account shows it, have it approved, publish, watch it go out, read it on the brand's own site, and see
who looked at it. The post is read back from the Bluesky server by the official client.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.box.running import RunningDesk, gone, wait_for
from tests.e2e.program import allowing
from tests.plugins.browser import FLAGS, watch
from tests.plugins.chromium import chromium_path
from tests.plugins.environment import make_home
from tests.plugins.pds import PdsAccount, RealPds

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pds,
    pytest.mark.xdist_group("pds"),
]

TITLE = "雪天煮茶的七个细节"
TEXT = "山泉也好，桶装也罢，**水开三沸**之前就该下茶。\n\n急不得，#围炉煮茶# 这件事，七分是等。\n"
# A browser that says it is headless counts as a program, and rightly so: the reader has one of her own
# (overriding a page's agent does not reach what it sends when it is left).
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
PATIENCE = 60_000  # milliseconds; the machine may be busy


@pytest.fixture
def bluesky(pds: RealPds) -> PdsAccount:
    return pds.account("shanye")


@pytest.fixture
def desk(bluesky: PdsAccount) -> Iterator[RunningDesk]:
    running = RunningDesk(make_home(), **allowing(bluesky.pds.url)).wait_up()
    running.wait_ready()
    yield running
    tree = running.tree()
    running.stop()
    gone(tree)


@pytest.fixture
def open_page(browser: Browser, desk: RunningDesk) -> Iterator:
    """A window of one more person, watched for what no page may do."""
    contexts, wrong = [], []

    def opened(**options: object) -> Page:
        context = browser.new_context(
            locale="en-GB", timezone_id="Asia/Shanghai", reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, home(desk), wrong)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong)


def test_from_a_blank_desk_to_a_post_that_is_really_out(
    desk: RunningDesk, bluesky: PdsAccount, open_page
) -> None:
    jing = open_page()
    name_a_brand(jing, desk)
    connect_bluesky(jing, bluesky)
    ask_for_one_reviewer(jing)
    zhou = open_page()
    join_as_reviewer(zhou, invite(jing))

    write(jing)
    see_previews(jing)
    jing.get_by_role("button", name=re.compile("Ask for review")).click()
    approve(zhou, desk)
    publish_now(jing)

    post = read_back(bluesky)
    assert TITLE in post["value"]["text"] or "水开三沸" in post["value"]["text"]
    [picture] = post["value"]["embed"]["images"]
    assert picture["alt"] == "炉上的茶"

    address = watch_it_go_out(jing)
    read(jing.context.browser, address)
    see_who_looked(jing)


def name_a_brand(page: Page, desk: RunningDesk) -> None:
    page.goto(home(desk))
    page.get_by_label("Brand name").fill("Shanye Tea 山野茶")
    page.get_by_label("Your name").fill("阿静")
    page.get_by_label("Email").fill("jing@example.com")
    page.get_by_label("Password").fill("a-long-passphrase-1")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Your desk is ready")).to_be_visible(timeout=PATIENCE)


def connect_bluesky(page: Page, bluesky: PdsAccount) -> None:
    page.goto(at(page, "/desk/accounts/connect/bluesky/"))
    page.get_by_label("Server").fill(bluesky.pds.url)
    page.get_by_label("Handle").fill(bluesky.handle)
    page.get_by_label("App password").fill(bluesky.app_password)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(bluesky.handle, timeout=PATIENCE)


def ask_for_one_reviewer(page: Page) -> None:
    page.goto(at(page, "/desk/people/brand/"))
    page.locator("[name=reviewers_required]").select_option("1")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def invite(page: Page) -> str:
    page.goto(at(page, "/desk/people/team/"))
    form = page.locator("form[action$='/invite/']")
    form.locator("[name=name]").fill("老周")
    form.locator("[name=role]").select_option("reviewer")
    form.locator("button[type=submit]").click()
    return page.locator("input[value*='/join/']").input_value()


def join_as_reviewer(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("link", name="I am new here").click()
    page.get_by_label("Your name").fill("老周")
    page.get_by_label("Email").fill("zhou@example.com")
    page.get_by_label("Password").fill("another-passphrase-2")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/desk/"))


def write(page: Page) -> None:
    page.goto(at(page, "/desk/drafts/new/"))
    page.locator("[name=title]").fill(TITLE)
    page.locator(".cm-content").click()
    page.keyboard.insert_text(TEXT)
    paste_picture(page)
    dialog = page.locator("dialog[data-describe]")
    dialog.locator("textarea").fill("炉上的茶")
    dialog.get_by_role("button", name="Keep").click()
    expect(page.locator("[data-status]")).to_contain_text("aved", timeout=PATIENCE)
    expect(page.locator(".cm-content")).to_contain_text("media:")


def paste_picture(page: Page) -> None:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "#7a4b2a").save(file, "JPEG")
    page.evaluate(
        """(encoded) => {
          const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], "hearth.jpg", { type: "image/jpeg" }));
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector(".cm-content").dispatchEvent(paste);
        }""",
        base64.b64encode(file.getvalue()).decode(),
    )


def see_previews(page: Page) -> None:
    preview = page.locator("[data-preview]")
    expect(preview).to_contain_text("水开三沸", timeout=PATIENCE)
    preview.get_by_role("tab", name=re.compile("test")).click()
    expect(preview).to_contain_text(re.compile(r"\d+\s*/\s*300|of 300"))


def approve(page: Page, desk: RunningDesk) -> None:
    page.goto(at(page, "/desk/"))
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.get_by_role("button", name=re.compile("Approve")).click()
    expect(page.locator("main")).to_contain_text(re.compile("pproved"), timeout=PATIENCE)


def publish_now(page: Page) -> None:
    panel = page.locator("#publishing-panel")
    panel.get_by_label("Now").check()
    panel.get_by_role("button", name="Publish").click()
    expect(panel.locator(".row")).to_have_count(2, timeout=PATIENCE)


def read_back(bluesky: PdsAccount) -> dict:
    [post] = wait_for("the post on the Bluesky server", bluesky.posts)
    return post


def watch_it_go_out(page: Page) -> str:
    """The panel changes by itself; the delivery's page links to the post."""
    panel = page.locator("#publishing-panel")
    expect(panel.get_by_text("out · verified")).to_have_count(2, timeout=PATIENCE)
    panel.get_by_role("link", name=re.compile("Shanye Tea")).first.click()
    expect(page.locator("main")).to_contain_text("It is out.")
    return page.get_by_role("link", name="See the post").get_attribute("href")


def read(browser: Browser, address: str) -> None:
    phone = browser.browser_type.launch(
        executable_path=chromium_path(), args=[*FLAGS, f"--user-agent={PHONE}"]
    )
    page = phone.new_page(viewport={"width": 390, "height": 844})
    with page.expect_response("**/collect"):
        page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator("article img")).to_have_attribute("alt", "炉上的茶")
    phone.close()


def see_who_looked(page: Page) -> None:
    def looked() -> bool:
        page.goto(at(page, "/desk/numbers/"))
        page.get_by_role("link", name=re.compile(TITLE)).first.click()
        page.wait_for_load_state()
        return bool(re.search(r"Readers\D{0,40}1\b", page.locator("main").inner_text()))

    wait_for("the reader to be counted", looked)


def home(desk: RunningDesk) -> str:
    """The desk's own address, under the name it calls itself by."""
    return desk.url.replace("127.0.0.1", "localhost")


def at(page: Page, path: str) -> str:
    """The same brand's page at `path`."""
    brand = re.search(r"^(https?://[^/]+/b/[^/]+)", page.url)
    assert brand, page.url
    return brand.group(1) + path
