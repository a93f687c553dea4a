"""The panel, the calendar and a delivery's page, as each person sees them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.conftest import Desk
from tests.publishing.paper import Paper, Watch
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people.models import Brand, User
from xiaobian.publishing import engine, verbs
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import WALL, right_now
from xiaobian.publishing.states import State

Seat = Callable[[User | None], Desk]


@pytest.fixture
def delivery(draft: Draft, account: Account, jing: User) -> Delivery:
    later = right_now("Asia/Shanghai", clock.now() + timedelta(hours=2))
    return verbs.promise(draft, account, later, jing, clock.now())


def test_the_owner_publishes_now_from_the_panel(
    desk: Seat, jing: User, draft: Draft, account: Account
) -> None:
    answer = desk(jing).post(
        f"/desk/publishing/drafts/{draft.pk}/promise/", {"when": "now", "accounts": [account.pk]}
    )
    assert answer.status_code == 200
    assert Delivery.objects.get().state == State.SCHEDULED
    assert "墙报" in answer.content.decode()


@pytest.mark.parametrize("wall", ["2020-01-01T10:00", "nonsense", ""])
def test_a_moment_that_cannot_be_kept_is_refused_with_a_sentence(
    wall: str, desk: Seat, jing: User, draft: Draft, account: Account
) -> None:
    answer = desk(jing).post(
        f"/desk/publishing/drafts/{draft.pk}/promise/",
        {"when": "at", "wall": wall, "accounts": [account.pk]},
    )
    assert "wall-error" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_writer_sees_the_panel_but_cannot_publish(
    desk: Seat, lin: User, draft: Draft, account: Account
) -> None:
    panel = desk(lin).get(f"/desk/publishing/drafts/{draft.pk}/")
    assert panel.status_code == 200
    assert b"<form" not in panel.content
    refused = desk(lin).post(
        f"/desk/publishing/drafts/{draft.pk}/promise/", {"when": "now", "accounts": [account.pk]}
    )
    assert refused.status_code == 403
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("page", ["", "move/", "cancel/", "settle/", "withdraw/", "update/"])
def test_an_outsider_learns_nothing(
    page: str, desk: Seat, outsider: User, delivery: Delivery
) -> None:
    path = f"/desk/publishing/{delivery.pk}/{page}"
    answer = desk(outsider).post(path) if page else desk(outsider).get(path)
    assert answer.status_code == 404
    own_brand = outsider.memberships.get().brand
    answer = Desk(own_brand, outsider).post(path) if page else Desk(own_brand, outsider).get(path)
    assert answer.status_code == 404


def test_a_visitor_is_sent_to_sign_in(desk: Seat, delivery: Delivery) -> None:
    answer = desk(None).get(f"/desk/publishing/{delivery.pk}/")
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_the_delivery_page_tells_the_whole_story(
    desk: Seat, jing: User, delivery: Delivery, paper: Paper
) -> None:
    verbs.move(delivery, right_now("Asia/Shanghai", clock.now()), jing, clock.now())
    paper.mishaps = ["lost_answer"]
    watch = Watch(clock.now())
    engine.keep(delivery.pk, watch)
    watch.wind(seconds=6)
    engine.ask(delivery.pk, watch)
    page = desk(jing).get(f"/desk/publishing/{delivery.pk}/", headers={"accept-language": "en"})
    text = page.content.decode()
    for sentence in ("no clear answer came back", "Asked the platform: it is there", "It is out."):
        assert sentence in text
    assert Delivery.objects.get().url in text


def test_dragging_moves_and_a_post_that_is_out_cannot_be_dragged(
    desk: Seat, jing: User, delivery: Delivery, paper: Paper
) -> None:
    there = clock.to_wall(clock.now() + timedelta(days=1), "Asia/Shanghai").strftime(WALL)
    json_please = {"accept": "application/json"}
    moved = desk(jing).post(
        f"/desk/publishing/{delivery.pk}/move/", {"when": "at", "wall": there}, headers=json_please
    )
    assert moved.status_code == 204
    assert Delivery.objects.get().wall == there
    verbs.move(delivery, right_now("Asia/Shanghai", clock.now()), jing, clock.now())
    engine.keep(delivery.pk)
    again = desk(jing).post(
        f"/desk/publishing/{delivery.pk}/move/", {"when": "at", "wall": there}, headers=json_please
    )
    assert again.status_code == 409


def test_the_calendars_feed_speaks_wall_time_of_the_brand(
    desk: Seat, jing: User, draft: Draft, account: Account, now: datetime
) -> None:
    verbs.promise(draft, account, right_now("Asia/Shanghai", now), jing, now)
    answer = desk(jing).get(
        "/desk/calendar/feed/?start=2026-11-16T00:00:00&end=2026-11-23T00:00:00"
    )
    [event] = json.loads(answer.content)
    assert event["start"] == "2026-11-22T12:00:00"
    assert event["extendedProps"]["word"] == "ready"


def test_a_busy_month_costs_a_fixed_number_of_queries(
    desk: Seat,
    jing: User,
    brand: Brand,
    account: Account,
    now: datetime,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for n in range(60):
        one = Draft.start(brand, jing, now, title=f"第{n}篇", text="正文")
        verbs.promise(one, account, right_now("Asia/Shanghai", now), jing, now)
    seat = desk(jing)
    with django_assert_max_num_queries(10):
        answer = seat.get("/desk/calendar/feed/?start=2026-11-01&end=2026-12-01T00:00:00")
    assert len(json.loads(answer.content)) == 60


def test_withdrawing_takes_the_post_down_and_twice_is_harmless(
    desk: Seat, jing: User, delivery: Delivery, paper: Paper
) -> None:
    verbs.move(delivery, right_now("Asia/Shanghai", clock.now()), jing, clock.now())
    engine.keep(delivery.pk)
    seat = desk(jing)
    for _ in range(2):
        assert seat.post(f"/desk/publishing/{delivery.pk}/withdraw/").status_code == 302
    assert paper.wall == {}
    assert Delivery.objects.get().state == State.WITHDRAWN
