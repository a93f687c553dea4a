"""The clock: sleeps to the next moment that matters, and rings.

One clock is elected among all hosts by an advisory lock; a second takes over when the first is gone.
It sends nothing itself. A tick
    1  rings deliveries that are ripe (a job with the account as its lock, never in the future)
    2  turns sends whose lease ran out into Unknown, and rings for asking about them
    3  rings for preparing what is due soon
    4  frees the locks of jobs whose worker died
and then sleeps until the earliest next moment, a NOTIFY, or at most `NAP`.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.models import Q

from xiaobian.kernel import clock
from xiaobian.kernel.jobs import Ring, ring_all
from xiaobian.kernel.models import Heartbeat
from xiaobian.publishing import sweep
from xiaobian.publishing.bell import CHANNEL
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)

ELECTION = 0x7869616F  # "xiao": the advisory lock that makes one clock
NAP = 5.0  # seconds; also how often dead workers are looked for
RING_AGAIN = timedelta(seconds=30)  # a ring that nobody answered
AHEAD = timedelta(minutes=10)  # how long before its moment a delivery is prepared
BATCH = 500


def run(stop: threading.Event) -> None:
    """Be the clock until `stop` is set. Database loss raises: the supervisor starts a new one."""
    with _listen() as listener:
        if not _elect(listener, stop):
            return
        listener.execute(f"LISTEN {CHANNEL}")
        log.info("clock elected")
        rounds = 0.0  # when the slow round is due, on the monotonic clock
        while not stop.is_set():
            now = clock.now()
            if time.monotonic() >= rounds:
                slow_round(now)
                rounds = time.monotonic() + NAP
            wait = tick(now)
            for _notice in listener.notifies(timeout=wait, stop_after=1):
                pass


def tick(now: datetime) -> float:
    """Do what is due at `now`; returns the seconds until there is something to do again."""
    ring_ripe(now)
    sweep.expired(now)
    ring_unsettled(now)
    return _until_next(now)


def slow_round(now: datetime) -> None:
    """What need not be exact to the millisecond."""
    sweep.dead_workers(now)
    sweep.abandoned(now)
    ring_unprepared(now)
    Heartbeat.objects.update_or_create(part="clock", defaults={"at": now})


def ring_ripe(now: datetime) -> int:
    """Ring for the first ripe delivery of each account that is free.

    One ring an account: the others would only come to find it busy. Whoever settles wakes the clock,
    which then rings for the next.
    """
    with transaction.atomic():
        busy = Delivery.objects.filter(
            Q(state=State.SENDING)
            | Q(state=State.SCHEDULED, due_at__lte=now, rung_at__gt=now - RING_AGAIN)
        )
        rows = Delivery.objects.ripe(now).exclude(account__in=busy.values("account"))
        rows = rows.order_by("account_id", "due_at", "pk").distinct("account_id")[:BATCH]
        found = list(rows.values_list("pk", "account_id"))
        Delivery.objects.filter(pk__in=[pk for pk, _ in found]).update(rung_at=now)
        return ring_all(
            Ring(
                "publishing.keep",
                {"delivery_id": str(pk)},
                lock=f"account:{account}",
                priority=10,
                queue="promises",
            )
            for pk, account in found
        )


def ring_unsettled(now: datetime) -> int:
    """Ring for asking about posts whose fate is open, when it is time to ask."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(
            state__in=[State.UNKNOWN, State.PENDING], lease_until__lte=now
        )[:BATCH]
        found = list(rows.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=found).update(lease_until=now + RING_AGAIN)
        return ring_all(
            Ring("publishing.ask", {"delivery_id": str(pk)}, lock=f"ask:{pk}", queue="promises")
            for pk in found
        )


def ring_unprepared(now: datetime) -> int:
    """Ring once for preparing each delivery that is due soon."""
    with transaction.atomic():
        rows = Delivery.objects.filter(
            state=State.SCHEDULED, staged_at=None, due_at__lte=now + AHEAD, due_at__gt=now
        ).exclude(account__health="reconnect")[:BATCH]
        found = list(rows.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=found).update(staged_at=now)
        return ring_all(Ring("publishing.prepare", {"delivery_id": str(pk)}) for pk in found)


def _until_next(now: datetime) -> float:
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"again": RING_AGAIN, "now": now}
        cursor.execute(_NEXT, values)
        row = cursor.fetchone()
    moment = row[0] if row else None
    if moment is None:
        return NAP
    return min(max((moment - clock.now()).total_seconds(), 0.0), NAP)


# The earliest moment at which a scheduled row becomes ripe (due, put off, account busy, rung in vain)
# or an unsettled one wants asking. Accounts at work are left out: whoever settles wakes the clock.
_NEXT = """
WITH near AS (
    SELECT account_id, due_at, after, rung_at FROM publishing_delivery
     WHERE state = 'scheduled' AND due_at <= %(now)s + interval '1 minute'
), busy AS (
    SELECT account_id FROM publishing_delivery WHERE state = 'sending'
    UNION SELECT account_id FROM near WHERE rung_at > %(now)s - %(again)s
)
SELECT least(
    (SELECT min(greatest(n.due_at, n.after, a.free_at))
       FROM near n JOIN accounts_account a ON a.id = n.account_id
      WHERE n.account_id NOT IN (SELECT account_id FROM busy)),
    (SELECT min(rung_at) + %(again)s FROM near WHERE rung_at > %(now)s - %(again)s),
    (SELECT min(lease_until) FROM publishing_delivery
      WHERE state IN ('sending', 'unknown', 'pending'))
)
"""


def _listen() -> psycopg.Connection:
    """A connection of its own: LISTEN holds it, and the election must die with this process."""
    params = connection.get_connection_params()
    for django_only in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(django_only, None)
    return psycopg.connect(**params, autocommit=True)


def _elect(listener: psycopg.Connection, stop: threading.Event) -> bool:
    while not stop.is_set():
        row = listener.execute("SELECT pg_try_advisory_lock(%s)", [ELECTION]).fetchone()
        if row and row[0]:
            return True
        stop.wait(1.0)
    return False
