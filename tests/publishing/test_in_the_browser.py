"""Promises in a real browser: Today, the calendar by hand and by keys, one click that settles."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.plugins.browser import Visit, axe, shot
from tests.publishing.paper import Paper
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Unknown
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people.models import Brand, User
from xiaobian.publishing import engine, verbs
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import at_wall, right_now
from xiaobian.publishing.settle import settle, step
from xiaobian.publishing.states import State
from xiaobian.review import verbs as review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [
    ("light", 1280, "en"),
    ("dark", 1280, "zh-hans"),
    ("light", 360, "zh-hans"),
    ("dark", 360, "en"),
]
two_looks = pytest.mark.parametrize(("theme", "width", "language"), LOOKS[1::2])
looks = pytest.mark.parametrize(("theme", "width", "language"), LOOKS)
ZONE = "Asia/Shanghai"


def wednesday() -> datetime:
    """10:00 on the Wednesday of next week, on the brand's clocks."""
    today = clock.to_wall(clock.now(), ZONE)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    return monday.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=2)


@pytest.fixture
def planned(brand: Brand, account: Account, jing: User) -> Delivery:
    now = clock.now()
    draft = Draft.start(brand, jing, now, title="冬至的茶", text="水开了再等一分钟。")
    moment = at_wall(f"{wednesday():%Y-%m-%dT%H:%M}", ZONE, now)
    return verbs.promise(draft, account, moment, jing, now)


@pytest.fixture
def asking(draft: Draft, account: Account, paper: Paper, jing: User) -> Delivery:
    """Sent, the answer lost, on a platform that can't be asked."""
    now = clock.now()
    delivery = verbs.promise(draft, account, right_now(ZONE, now), jing, now)
    claimed = engine.claim(delivery.pk, now)
    assert claimed
    settle(claimed[1], Unknown("the answer was lost"), now)
    delivery.refresh_from_db()
    step(delivery, State.ASKING, now, "the answer was lost")
    return delivery


@pytest.fixture
def busy(brand: Brand, account: Account, jing: User, lin: User, asking: Delivery) -> None:
    """A day with something of every kind."""
    now = clock.now()
    titles = ["三件事，让冬茶不苦", "茶山清晨的雾", "一壶老白茶怎么煮才不涩：水温、时间与三次注水"]
    for n, title in enumerate(titles, 1):
        draft = Draft.start(brand, jing, now, title=title, text="水开了再等一分钟。")
        moment = right_now(ZONE, now + timedelta(minutes=25 * n))
        delivery = verbs.promise(draft, account, moment, jing, now)
        if n == 1:
            sent = timedelta(minutes=40)
            Delivery.objects.filter(pk=delivery.pk).update(
                state=State.SENT, due_at=now - sent, sent_at=now - sent, verified_at=now - sent
            )
    brand.reviewers_required = 1
    brand.save()
    waiting = Draft.start(brand, lin, now, title="年货节预告", text="礼盒里有什么。")
    review.submit(waiting, lin, "想赶在周五前发", now)
    Account.objects.create(
        brand=brand,
        kind="paper",
        name="第二墙报",
        remote_id="2",
        health="reconnect",
        health_note="no app password is kept",
    )


def ready(page: Page) -> None:
    expect(page.locator(".fc-view")).to_be_visible()


@looks
def test_today_with_things_waiting(visit: Visit, jing, busy, theme, width, language) -> None:
    page = visit(jing, "/desk/", theme=theme, width=width, language=language)
    expect(page.get_by_role("link", name="第二墙报")).to_be_visible()
    axe(page)
    shot(page, f"today-{theme}-{width}-{language}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@looks
def test_the_calendar_in_three_views(visit, jing, planned, busy, theme, width, language) -> None:
    for view in ("timeGridWeek", "dayGridMonth", "listWeek"):
        path = f"/desk/calendar/?view={view}&date={wednesday():%Y-%m-%d}"
        page = visit(jing, path, theme=theme, width=width, language=language)
        ready(page)
        expect(page.locator(".promise").first).to_be_visible()
        axe(page)
        shot(page, f"calendar-{view}-{theme}-{width}-{language}", full=False)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    path = f"/desk/calendar/?view=timeGridWeek&date={clock.to_wall(clock.now(), ZONE):%Y-%m-%d}"
    page = visit(jing, path, theme=theme, width=width, language=language)
    ready(page)
    shot(page, f"calendar-now-{theme}-{width}-{language}", full=False)


def test_dragging_moves_a_post_and_undo_brings_it_back(visit, jing, planned) -> None:
    page = visit(jing, f"/desk/calendar/?view=timeGridWeek&date={wednesday():%Y-%m-%d}")
    event = page.locator(".fc-timegrid-event", has_text="冬至的茶")
    expect(event).to_be_visible()
    thursday = page.locator(f'td[data-date="{wednesday() + timedelta(days=1):%Y-%m-%d}"]')
    box, column = event.bounding_box(), thursday.bounding_box()
    y = box["y"] + 8
    page.mouse.move(box["x"] + 30, y)
    page.mouse.down()
    page.mouse.move(column["x"] + 20, y, steps=6)
    page.mouse.move(column["x"] + column["width"] / 2, y, steps=6)
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text(
        f"{wednesday() + timedelta(days=1):%Y-%m-%d} 10:00"
    )
    was, planned_at = planned.due_at, Delivery.objects.get(pk=planned.pk).due_at
    assert planned_at == was + timedelta(days=1)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    wednesdays = page.locator(f'.fc-timegrid-col[data-date="{wednesday():%Y-%m-%d}"]')
    expect(wednesdays.locator(".promise")).to_have_count(1)
    assert Delivery.objects.get(pk=planned.pk).due_at == was


def test_alt_and_an_arrow_move_a_post_and_keep_the_focus_on_it(visit, jing, planned) -> None:
    page = visit(jing, f"/desk/calendar/?view=timeGridWeek&date={wednesday():%Y-%m-%d}")
    event = page.locator("a.fc-timegrid-event")
    expect(event).to_be_visible()
    event.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".toast")).to_contain_text("10:00")
    assert Delivery.objects.get(pk=planned.pk).due_at == planned.due_at + timedelta(days=1)
    expect(page.locator("a.fc-timegrid-event")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".toast").last).to_contain_text("10:30")
    moved = planned.due_at + timedelta(days=1, minutes=30)
    assert Delivery.objects.get(pk=planned.pk).due_at == moved


@two_looks
def test_an_asking_post_is_settled_by_one_click(
    visit, jing, asking, theme, width, language
) -> None:
    path = f"/desk/publishing/{asking.pk}/"
    page = visit(jing, path, theme=theme, width=width, language=language)
    axe(page)
    shot(page, f"story-{theme}-{width}-{language}")
    said = {"en": "It is there", "zh-hans": "已发出"}
    page.get_by_role("button", name=said[language], exact=True).click()
    expect(page.get_by_role("button", name=said[language], exact=True)).to_have_count(0)
    axe(page)
    shot(page, f"story-after-{theme}-{width}-{language}")
    asking.refresh_from_db()
    assert asking.state == State.SENT
    assert asking.verified_at


@two_looks
def test_the_panel_promises_now(visit, jing, draft, account, theme, width, language) -> None:
    page = visit(jing, f"/desk/drafts/{draft.pk}/", theme=theme, width=width, language=language)
    panel = page.locator("#publishing-panel")
    words = {"en": ("Now", "Publish"), "zh-hans": ("现在", "发布")}
    expect(panel.locator("form")).to_be_visible()
    expect(panel.locator("[name=wall]")).to_be_visible()
    panel.get_by_label(words[language][0], exact=True).check()
    expect(panel.locator("[name=wall]")).to_be_hidden()
    panel.get_by_role("button", name=words[language][1], exact=True).click()
    expect(panel.get_by_role("link", name="墙报")).to_be_visible()
    assert Delivery.objects.get().draft == draft
    axe(page)
    shot(page, f"panel-after-{theme}-{width}-{language}", full=False)
