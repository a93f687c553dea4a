"""Recording what was done, and telling open pages that something changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from xiaobian.kernel.models import Event

NEWS_CHANNEL = "xiaobian_news"


class Actor(Protocol):
    """Who did it: a user, or any object with an id and a name (a reviewer with a signed link)."""

    # A UUID and a str; a type checker may see the fields of a model instead of their values.
    @property
    def id(self) -> Any: ...

    @property
    def name(self) -> Any: ...


def record(
    verb: str,
    *,
    brand_id: UUID | None,
    by: Actor | None,
    at: datetime,
    subject: Any = None,
    **data: Any,
) -> Event:
    """Write the event row in the caller's transaction; pages that show the subject hear of it.

    `by=None` means the desk itself did it. `data` must be JSON and must not carry secrets.
    """
    event = Event.objects.create(
        verb=verb,
        brand_id=brand_id,
        actor_id=by.id if by else None,
        actor=by.name if by else "",
        subject_id=getattr(subject, "pk", None),
        subject=str(subject)[:300] if subject is not None else "",
        data=data,
        at=at,
    )
    if brand_id:
        tell(brand_id, verb.split(".", maxsplit=1)[0], event.subject_id)
    return event


def tell(brand_id: UUID, topic: str, subject_id: UUID | None) -> None:
    """NOTIFY open pages at commit. It carries only keys: a lost one costs a delay, never an event."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, %s)", [NEWS_CHANNEL, f"{brand_id}:{topic}:{subject_id or ''}"]
        )
