"""The small modules of every page, used by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from xiaobian import web
from xiaobian.drafts.models import Draft

STATIC = Path(web.__file__).parent / "static" / "web"


def test_every_pages_own_script_stays_small():
    assert sum(path.stat().st_size for path in STATIC.glob("js/*.js")) < 40_000


@pytest.mark.browser
def test_the_palette_is_worked_by_keyboard_alone(visit, brand, lin):
    draft = Draft.start(brand, lin, timezone.now(), title="雪天煮茶的七个细节")
    page = visit(lin, "/desk/components")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").wait_for()
    page.keyboard.type("雪天")
    page.get_by_role("option", name="雪天煮茶的七个细节").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{draft.pk}/**")


@pytest.mark.browser
def test_keys_menus_dialogs_and_toasts(visit, lin):
    page = visit(lin, "/desk/components")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#row-2"
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More").click()
    assert page.locator("#page-more .menu-item").first.evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowDown")
    assert (
        page.locator("#page-more .menu-item").nth(1).evaluate("e => e === document.activeElement")
    )
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Say something").click()
    page.locator(".toast", has_text="Saved").wait_for()
    page.get_by_role("button", name="Open a dialog").click()
    page.locator("#sample[open]").wait_for()
    page.get_by_role("button", name="It is there").last.click()
    assert page.locator("#sample[open]").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/desk/")


@pytest.mark.browser
def test_the_theme_changes_at_once_and_stays(visit, lin):
    page = visit(lin, "/desk/components")
    page.locator("button.brand").click()
    with page.expect_response("**/theme/"):
        page.locator("#brands").get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ""
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.browser
def test_news_refreshes_what_shows_it(visit, lin):
    said = 'retry: 600000\n\nevent: news\ndata: {"topic": "delivery", "id": ""}\n\n'

    def tell(page):
        page.route(
            "**/events/**",
            lambda route: route.fulfill(body=said, content_type="text/event-stream"),
        )

    page = visit(lin, "/desk/", before=tell)
    for path in ("/desk/", "/desk/places"):
        page.wait_for_function(
            "path => performance.getEntriesByType('resource').some(r =>"
            " r.initiatorType === 'xmlhttprequest' && new URL(r.name).pathname.endsWith(path))",
            arg=path,
        )


@pytest.mark.browser
def test_counters_count_what_readers_see(visit, lin):
    page = visit(lin, "/desk/components")
    page.get_by_label("Title").first.fill("👩‍👩‍👧 茶")
    assert page.locator(".field-count").first.inner_text() == "3 / 64"
