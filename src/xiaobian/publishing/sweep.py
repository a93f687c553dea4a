"""After a death: what a worker was sending becomes Unknown, and its locks are freed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from xiaobian.publishing.models import Delivery
from xiaobian.publishing.settle import step
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)

# A worker writes its heartbeat every 5 s (box starts it so); three missed ones and it is dead.
DEAD_AFTER = 15

# A send that began this recently may still be about to be seen with its job.
PATIENCE = timedelta(seconds=10)

_ABANDONED = """
SELECT d.id FROM publishing_delivery d
 WHERE d.state = 'sending'
   AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j
                    WHERE j.status = 'doing' AND j.args ->> 'delivery_id' = d.id::text)
   AND NOT EXISTS (SELECT 1 FROM publishing_attempt a
                    WHERE a.delivery_id = d.id AND a.started_at > %s)
"""

_DEAD_JOBS = """
SELECT j.id, j.args ->> 'delivery_id'
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
 WHERE j.status = 'doing'
   AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
   FOR UPDATE OF j SKIP LOCKED
"""


def expired(now: datetime) -> int:
    """Sends whose lease ran out: nobody is at it any more, and nobody knows how far it came."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(
            state=State.SENDING, lease_until__lte=now
        )
        for delivery in rows:
            _lost(delivery, now)
        return len(rows)


def abandoned(now: datetime) -> int:
    """Sends that no job works on any more: the database was away when their worker gave up.

    A send only ever happens inside a job, so one without is over, whatever its lease says.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ABANDONED, [now - PATIENCE])
            ids = [row[0] for row in cursor.fetchall()]
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(
            pk__in=ids, state=State.SENDING
        )
        for delivery in rows:
            _lost(delivery, now)
        return len(rows)


def dead_workers(now: datetime) -> int:
    """Finish the jobs of dead workers, so that their accounts' locks are free again.

    The queue is never asked to run them again: the delivery's own row decides what happens.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_DEAD_JOBS, [DEAD_AFTER])
            dead = cursor.fetchall()
            for job_id, _delivery in dead:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', true)", [job_id])
        ids = [delivery_id for _job, delivery_id in dead if delivery_id]
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(
            pk__in=ids, state=State.SENDING
        )
        for delivery in rows:
            _lost(delivery, now)
        # Asking was interrupted: ask again at once.
        Delivery.objects.filter(pk__in=ids, state__in=[State.UNKNOWN, State.PENDING]).update(
            lease_until=now
        )
        # Rung but never claimed: ring again at once instead of after RING_AGAIN.
        Delivery.objects.filter(pk__in=ids, state=State.SCHEDULED).update(rung_at=None)
        if dead:
            log.warning("freed %d jobs of a dead worker", len(dead))
        return len(dead)


def _lost(delivery: Delivery, now: datetime) -> None:
    # Asked at once: the process is gone, so nothing of it can still be under way.
    delivery.lease_until = now
    step(delivery, State.UNKNOWN, now, _("The desk was interrupted while sending."))
