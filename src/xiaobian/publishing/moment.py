"""When: now, at a wall time of the brand's zone, or in the account's next free queue slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiaobian.accounts.models import Account
from xiaobian.kernel import clock
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import OPEN

WALL = "%Y-%m-%dT%H:%M"


class InThePast(ValueError):
    """The chosen moment is over."""


class NoSlot(ValueError):
    """The account has no queue slot in the next four weeks that is free."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and the wall time and zone it was chosen in (kept, so that it can be re-reckoned)."""

    at: datetime
    wall: str
    zone: str


def right_now(zone: str, now: datetime) -> Moment:
    """This moment."""
    return Moment(now, clock.to_wall(now, zone).strftime(WALL), zone)


def at_wall(wall: str, zone: str, now: datetime) -> Moment:
    """A wall time like `2026-11-22T12:10`.

    Raises ValueError if it can't be read, InThePast if it is over by more than a minute, and
    WallTimeGap if the clocks skip it.
    """
    chosen = datetime.strptime(wall[:16], WALL)  # noqa: DTZ007 - wall time has no zone on purpose
    instant = clock.to_instant(chosen, zone)
    if instant < now - timedelta(minutes=1):
        raise InThePast(wall)
    return Moment(instant, chosen.strftime(WALL), zone)


def next_slot(account: Account, zone: str, now: datetime) -> Moment:
    """The account's first weekly slot after `now` that no open delivery has taken."""
    taken = set(
        Delivery.objects.filter(account=account, state__in=OPEN, due_at__gt=now).values_list(
            "due_at", flat=True
        )
    )
    slots = list(account.slots.all())
    today = clock.to_wall(now, zone).date()
    for day in (today + timedelta(days=n) for n in range(29)):
        for slot in (s for s in slots if s.weekday == day.weekday()):
            wall = datetime.combine(day, slot.time)
            try:
                instant = clock.to_instant(wall, zone)
            except clock.WallTimeGap:
                continue  # that day the clocks skip this slot; the next one will do
            if instant > now and instant not in taken:
                return Moment(instant, wall.strftime(WALL), zone)
    raise NoSlot(str(account))
