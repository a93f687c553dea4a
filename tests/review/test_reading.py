"""The pages of review in a real browser, for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.plugins.browser import axe, shot
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.review import verbs

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(brand, lin, jing, now, transactional_db):
    brand.reviewers_required = 1
    brand.save()
    made = Draft.start(brand, lin, now, title="雪天煮茶", text="# 水\n\n山泉也好，**重点。**后面")
    made.targets.add(brand.accounts.create(kind="bluesky", name="山野茶", handle="shanye.test"))
    made.targets.add(brand.accounts.create(kind="site", name="山野茶 · 网站"))
    first = verbs.submit(made, lin, "请看", now).version
    verbs.return_(first, jing, "水温写错了", now)
    made = Draft.objects.get(pk=made.pk)
    made = made.write(Content("雪天煮茶", "山泉最好"), by=lin, revision=0, now=now)
    verbs.submit(made, lin, "已改", now + timedelta(minutes=1))
    return made


@pytest.mark.parametrize(
    ("theme", "width", "language"), [("light", 1440, "en"), ("dark", 360, "zh-hans")]
)
def test_the_pages_shut_nobody_out(visit, zhou, draft, jing, theme, width, language):
    at = clock.now()
    _, token = verbs.make_link(draft, "茶商老李", jing, at + timedelta(days=3), at)
    pages = {"queue": (zhou, "/desk/review/"), "review": (zhou, f"/desk/review/{draft.pk}/"),
             "link": (None, f"/r/{token}")}  # fmt: skip
    for name, (who, path) in pages.items():
        page = visit(who, path, theme=theme, width=width, language=language)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"{name}-{theme}-{width}-{language}")


def test_a_reviewer_decides_by_keys_alone(visit, zhou, draft):
    page = visit(zhou, "/desk/review/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("雪天煮茶")
    page.wait_for_load_state("load")
    page.keyboard.press("r")
    expect(page.get_by_label("What must change")).to_be_focused()
    page.keyboard.type("too hot")
    page.get_by_role("button", name="Return").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for a decision")
    assert draft.decisions.filter(user=zhou).get().reason == "too hot"


def test_somebody_outside_approves_on_a_phone(visit, draft, jing):
    at = clock.now()
    _, token = verbs.make_link(draft, "茶商老李", jing, at + timedelta(days=3), at)
    page = visit(None, f"/r/{token}", width=360)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("You approved this text")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
