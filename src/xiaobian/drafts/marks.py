"""What upper floors say about drafts: words in a list's rows, and ways to narrow the list.

Review and publishing know whether a draft waits, is ready or is out; drafts must not know them. So
they register here when the desk starts (`AppConfig.ready`), and the list asks whoever is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

if TYPE_CHECKING:
    from xiaobian.drafts.models.draft import Draft, DraftQuerySet
    from xiaobian.people.models import User

Tone = Literal["", "jade", "amber", "blue", "seal"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of one draft, in a word or two (already translated), with where it leads."""

    word: str
    tone: Tone = ""
    weight: int = 0  # when several speak, the heaviest is shown
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A named part of the list: `?shelf=review`."""

    name: str
    label: Any  # a lazy translation
    narrow: Callable[[DraftQuerySet, User], DraftQuerySet]
    order: int = 50


Marker = Callable[[Sequence["Draft"], datetime], Mapping[UUID, Mark]]

_markers: list[Marker] = []
_shelves: dict[str, Shelf] = {}


def register(marker: Marker | None = None, shelves: Sequence[Shelf] = ()) -> None:
    """Let an upper floor speak about drafts. A marker must need a fixed number of queries."""
    if marker and marker not in _markers:
        _markers.append(marker)
    _shelves.update({shelf.name: shelf for shelf in shelves})


def shelves() -> list[Shelf]:
    """Every part of the list, in order."""
    return sorted(_shelves.values(), key=lambda shelf: shelf.order)


def mark(drafts: Sequence[Draft], now: datetime) -> None:
    """Give each draft its heaviest mark as `draft.mark` (None when nobody has anything to say)."""
    said = [marker(drafts, now) for marker in _markers]
    for draft in drafts:
        own = [marks[draft.pk] for marks in said if draft.pk in marks]
        draft.mark = max(own, key=lambda m: m.weight, default=None)
