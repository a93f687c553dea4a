"""A delivery's story: every event and every attempt, in the order they happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xiaobian.kernel.models import Event
from xiaobian.publishing.models import Delivery


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happened. `kind` is an event's verb, or `attempt.<act>`."""

    at: datetime
    kind: str
    actor: str = ""
    outcome: str = ""
    why: str = ""
    seconds: float | None = None
    data: dict[str, Any] = field(default_factory=dict[str, Any])


def of(delivery: Delivery) -> list[Beat]:
    """The whole story, the oldest first; two queries."""
    beats = [
        Beat(e.at, e.verb, e.actor, why=e.data.get("why", ""), data=e.data)
        for e in Event.objects.filter(subject_id=delivery.pk)
    ]
    beats += [
        Beat(
            a.started_at,
            f"attempt.{a.act}",
            outcome=a.outcome,
            why=a.why,
            seconds=(a.ended_at - a.started_at).total_seconds() if a.ended_at else None,
        )
        for a in delivery.attempts.all()
    ]
    if delivery.verified_at:
        beats.append(Beat(delivery.verified_at, "delivery.verified"))
    return sorted(beats, key=_place)


def _place(beat: Beat) -> tuple[datetime, int]:
    # Of what happened in one instant: the promise, the call, what came of it.
    if beat.kind == "delivery.scheduled" and beat.actor:
        return beat.at, 0
    return beat.at, 1 if beat.kind.startswith("attempt.") else 2
