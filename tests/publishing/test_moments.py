"""Moments are wall time of the brand's zone; nothing moves by an hour when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.kernel.clock import WallTimeGap, to_wall
from xiaobian.people.models import User
from xiaobian.publishing import verbs
from xiaobian.publishing.moment import InThePast, NoSlot, at_wall, next_slot

BERLIN = "Europe/Berlin"
BEFORE_SUMMER = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


def test_a_wall_time_in_the_spring_gap_is_refused_with_the_next_that_exists() -> None:
    with pytest.raises(WallTimeGap) as gap:
        at_wall("2026-03-29T02:30", BERLIN, BEFORE_SUMMER)
    assert gap.value.after == datetime(2026, 3, 29, 3, 30)


def test_a_wall_time_that_occurs_twice_is_the_first() -> None:
    moment = at_wall("2026-10-25T02:30", BERLIN, BEFORE_SUMMER)
    assert moment.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_same_wall_time_before_and_after_the_change_keeps_its_clock_hour() -> None:
    for day in ("2026-03-28", "2026-03-30"):
        moment = at_wall(f"{day}T20:00", BERLIN, BEFORE_SUMMER.replace(day=27))
        assert to_wall(moment.at, BERLIN).hour == 20


def test_a_moment_that_is_over_is_refused_but_the_present_minute_is_not(now: datetime) -> None:
    with pytest.raises(InThePast):
        at_wall("2026-11-22T11:58", "Asia/Shanghai", now)
    assert at_wall("2026-11-22T12:00", "Asia/Shanghai", now).at == now


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-13-01T10:00", "2026-11-22T25:00"])
def test_what_is_no_moment_is_refused(typed: str, now: datetime) -> None:
    with pytest.raises(ValueError, match=r".*"):
        at_wall(typed, "Asia/Shanghai", now)


def test_the_next_slot_is_the_first_that_is_free(
    account: Account, draft: Draft, jing: User, now: datetime
) -> None:
    account.slots.create(weekday=6, time=time(12, 30))  # Sunday, half an hour from now
    account.slots.create(weekday=0, time=time(8, 0))
    first = next_slot(account, "Asia/Shanghai", now)
    assert first.wall == "2026-11-22T12:30"
    verbs.promise(draft, account, first, jing, now)
    assert next_slot(account, "Asia/Shanghai", now).wall == "2026-11-23T08:00"


def test_a_slot_that_the_clocks_skip_waits_for_the_next_week(account: Account) -> None:
    account.slots.create(weekday=6, time=time(2, 30))
    found = next_slot(account, BERLIN, BEFORE_SUMMER)
    assert found.wall == "2026-04-05T02:30"


def test_an_account_without_slots_says_so(account: Account, now: datetime) -> None:
    with pytest.raises(NoSlot):
        next_slot(account, "Asia/Shanghai", now)
