"""Pages of drafts by cursor: stable while drafts come and go, and as fast on page 100 as on page 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

if TYPE_CHECKING:
    from xiaobian.drafts.models.draft import Draft, DraftQuerySet

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some drafts, and the cursors of the pages beside them (empty: there is none)."""

    drafts: list[Draft]
    newer: str = ""
    older: str = ""


def page(drafts: DraftQuerySet, before: str = "", after: str = "", size: int = SIZE) -> Page:
    """The page after a cursor (older drafts), before one (newer drafts), or the first."""
    newest_first = drafts.order_by("-edited_at", "-pk")
    if place := _read(before):
        at, pk = place
        newer = newest_first.filter(Q(edited_at__gt=at) | Q(edited_at=at, pk__gt=pk))
        found = list(newer.reverse()[: size + 1])
        return _page(found[:size][::-1], more_newer=len(found) > size, more_older=True)
    if place := _read(after):
        at, pk = place
        newest_first = newest_first.filter(Q(edited_at__lt=at) | Q(edited_at=at, pk__lt=pk))
    found = list(newest_first[: size + 1])
    return _page(found[:size], more_newer=bool(place), more_older=len(found) > size)


def _page(drafts: list[Draft], *, more_newer: bool, more_older: bool) -> Page:
    if not drafts:
        return Page([])
    newer = _cursor(drafts[0]) if more_newer else ""
    return Page(drafts, newer, _cursor(drafts[-1]) if more_older else "")


def _cursor(draft: Draft) -> str:
    return f"{draft.edited_at.isoformat()}~{draft.pk.hex}"


def _read(cursor: str) -> tuple[datetime, UUID] | None:
    """What a cursor says; None for one that we did not make."""
    moment, _, key = cursor.partition("~")
    try:
        read = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return read if read[0].tzinfo else None
