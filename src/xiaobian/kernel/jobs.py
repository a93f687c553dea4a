"""Background chores on Procrastinate. Promises are rows; a job is at most their doorbell.

House rules for every job (each was paid for by somebody, see docs/decisions/0004-jobs.md): no job
lies in the future or is retried by the queue while it holds a lock; no queueing lock on a job that
may retry; a job holds ids, never data, and does nothing when its row has moved on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.jobs import Job

__all__ = ["Ring", "app", "ring_all"]


@dataclass(frozen=True, slots=True)
class Ring:
    """One job to defer now: the task's name, its arguments, and what it must not run beside."""

    task: str
    args: Mapping[str, Any]
    lock: str | None = None
    priority: int = 0
    queue: str = "default"


def ring_all(rings: Iterable[Ring]) -> int:
    """Defer many jobs in one statement, in the caller's transaction; returns how many."""
    jobs = [
        Job(
            queue=ring.queue,
            lock=ring.lock,
            queueing_lock=None,
            task_name=ring.task,
            task_kwargs=dict(ring.args),
            priority=ring.priority,
        )
        for ring in rings
    ]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)
    return len(jobs)
