"""Asking platforms back: when, whom, and what they said. Failures are noted, never raised."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from xiaobian.accounts.doors import open_door
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Later, Reading, ReadsNumbers, Refused, Unknown
from xiaobian.numbers.models import Poll, Snapshot
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)

# How old a post is when it is looked at: most happens early, and what was missed can't be read later.
AGES = (
    *(timedelta(minutes=m) for m in (15, 30)),
    *(timedelta(hours=h) for h in (1, 2, 4, 8, 16)),
    *(timedelta(days=d) for d in (1, 2, 4, 8, 16, 30)),
)
AT_ONCE = 25  # posts in one question; Bluesky takes no more
LEASE = timedelta(minutes=10)
RETRY = timedelta(minutes=30)


def begin(now: datetime) -> int:
    """Start looking at every delivery that is out and not looked at yet."""
    new = Delivery.objects.filter(
        state=State.SENT, poll=None, sent_at__gt=now - AGES[-1] - timedelta(days=1)
    ).only("pk", "sent_at")
    polls = [Poll(delivery=d, **_next(d.sent_at or now, d.sent_at or now)) for d in new[:1000]]
    return len(Poll.objects.bulk_create(polls, ignore_conflicts=True))


def claim(now: datetime, limit: int = 200) -> list[Poll]:
    """Take polls that are due, so that no other worker asks the same at the same time."""
    with transaction.atomic():
        due = list(
            Poll.objects.due(now)
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("delivery__account")[:limit]
        )
        Poll.objects.filter(pk__in=[p.pk for p in due]).update(next_at=now + LEASE, asked_at=now)
    return due


def ask_all(polls: Sequence[Poll], now: datetime) -> int:
    """Ask each account about its posts; returns how many figures came back."""
    by_account = sorted(polls, key=lambda p: str(p.delivery.account_id))
    read = 0
    for _, group in groupby(by_account, key=lambda p: p.delivery.account_id):
        same = list(group)
        for first in range(0, len(same), AT_ONCE):
            few = same[first : first + AT_ONCE]
            read += _ask(few[0].delivery.account, few, now)
    return read


def _ask(account: Account, polls: Sequence[Poll], now: datetime) -> int:
    answer = _numbers(account, [p.delivery.remote_id for p in polls], now)
    if not isinstance(answer, list):
        after = timedelta(seconds=answer.after) if isinstance(answer, Later) else RETRY
        _put_off(polls, answer.why, now + max(after, timedelta(minutes=1)))
        return 0
    keep(polls, answer)
    for poll in polls:
        if poll.delivery.state != State.SENT or account.disconnected_at:
            step = {"next_at": None}
        else:
            step = _next(poll.delivery.sent_at or now, now)
        Poll.objects.filter(pk=poll.pk).update(read_at=now, note="", **step)
    return len(answer)


def _numbers(
    account: Account, ids: list[str], now: datetime
) -> list[Reading] | Refused | Later | Unknown:
    """What the connector answers; its own bugs become an answer too, or no other account is read."""
    try:
        connector = account.connector
        if not isinstance(connector, ReadsNumbers):
            return []
        with open_door(account) as door:
            return connector.numbers(door, ids, now)
    except Exception as error:
        log.exception("reading the numbers of %s failed", account.kind)
        return Unknown(f"{type(error).__name__}: {error}")


def keep(polls: Sequence[Poll], readings: Sequence[Reading], source: str = "platform") -> None:
    """Append what was said; the same figure of the same moment is kept once."""
    by_remote = {p.delivery.remote_id: p.delivery_id for p in polls}
    Snapshot.objects.bulk_create(
        [
            Snapshot(pk=(by_remote[r.remote_id], r.metric, r.at), value=r.value, source=source)
            for r in readings
            if r.remote_id in by_remote
        ],
        ignore_conflicts=True,
    )


def _put_off(polls: Sequence[Poll], why: str, until: datetime) -> None:
    Poll.objects.filter(pk__in=[p.pk for p in polls]).update(next_at=until, note=why[:300])


def _next(out: datetime, now: datetime) -> dict[str, object]:
    """The next look after `now` at a post that is out since `out`; none after the last age."""
    for step, age in enumerate(AGES):
        if out + age > now:
            return {"step": step, "next_at": out + age}
    return {"step": len(AGES), "next_at": None}
