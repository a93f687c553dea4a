"""A real browser reads: what it sees, what it reports, and what it never does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.plugins.browser import axe
from xiaobian.people.models import Brand, User
from xiaobian.site.models import Comment, Favourite, Post
from xiaobian.typeset import typeset

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = (
    "霜降以后，**慢**了下来。\n\n## 先等\n\n| 茶 | 克 |\n|---|---|\n| 白茶 | 5 |\n\n"
    + "等。\n\n" * 60
)


@pytest.fixture
def post(publish: Callable[..., Post]) -> Post:
    return publish("秋茶上山", typeset(TEXT, "blog").html, tags=("秋茶",), summary="慢")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_for_readers_is_accessible_and_fits(
    visit: Any, post: Post, theme: str, width: int
) -> None:
    for path in ("", f"{post.slug}/", "archive/2026/", "tags/", "about/"):
        page = visit(None, f"/s/shanye/{path}", theme=theme, width=width)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_reader_is_counted_and_their_time_is_told_when_they_leave(visit: Any, post: Post) -> None:
    told: list[dict[str, Any]] = []

    def listen(page: Any) -> None:
        page.on(
            "request",
            lambda r: told.append(json.loads(r.post_data)) if r.url.endswith("/collect") else None,
        )

    page = visit(None, f"/s/shanye/{post.slug}/", before=listen)
    page.evaluate("new Promise(done => setTimeout(done, 1500))")
    page.evaluate("new Promise(done => { onscrollend = done; scrollTo(0, 2000) })")
    with page.expect_request("**/collect"):
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert [set(t) for t in told] == [{"p", "v", "r"}, {"p", "v", "e", "s"}]
    assert told[0]["v"] == told[1]["v"]
    assert told[1]["e"] >= 1000 and told[1]["s"] > 20


def test_liking_is_remembered_by_the_browser_and_can_be_taken_back(visit: Any, post: Post) -> None:
    page = visit(None, f"/s/shanye/{post.slug}/")
    like = page.locator(".like button")
    like.click()
    page.locator(".like [aria-pressed=true]:not([disabled])").wait_for()
    assert Favourite.objects.count() == 1
    page.reload()
    page.locator(".like [aria-pressed=true]").wait_for()
    like.click()
    page.locator(".like [aria-pressed=false]:not([disabled])").wait_for()
    assert Favourite.objects.count() == 0


def test_comments_are_decided_by_keyboard(
    visit: Any, post: Post, brand: Brand, jing: User, now: Any
) -> None:
    for n in range(2):
        Comment.objects.create(
            post=post, name=f"读者{n}", body="好", visitor=n, held=True, written_at=now
        )
    page = visit(jing, "/desk/site/comments/")
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("[data-comment]").nth(1).wait_for(state="detached")
    assert Comment.objects.filter(verdict="approved").count() == 1
