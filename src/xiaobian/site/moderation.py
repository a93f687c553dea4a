"""The queue of readers' comments."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from xiaobian.people.models import Brand
from xiaobian.site.models import Comment, CommentQuerySet

PER_PAGE = 50
TABS = ("waiting", "shown", "hidden")
# What a comment of a tab had as its verdict, so that a decision can be taken back.
BEFORE = {"waiting": "", "shown": "approved", "hidden": "hidden"}
_HIDDEN = Q(verdict="hidden")


@dataclass(frozen=True, slots=True)
class Queue:
    """One tab of the queue."""

    tab: str
    comments: list[Comment]
    more: bool
    counts: dict[str, int]


def queue(brand: Brand, tab: str) -> Queue:
    """The comments of one tab: waiting ones from the oldest on, others from the newest."""
    own = Comment.objects.of(brand)
    rows = _of_tab(own, tab).select_related("post", "decided_by")
    rows = rows.order_by("written_at" if tab == "waiting" else "-written_at", "id")
    found = list(rows[: PER_PAGE + 1])
    counts = own.aggregate(
        waiting=Count("id", filter=Q(verdict="", held=True)),
        shown=Count("id", filter=Q(verdict="approved") | Q(verdict="", held=False)),
        hidden=Count("id", filter=_HIDDEN),
    )
    return Queue(tab, found[:PER_PAGE], len(found) > PER_PAGE, counts)


def _of_tab(own: CommentQuerySet, tab: str) -> CommentQuerySet:
    if tab == "waiting":
        return own.waiting()
    return own.shown() if tab == "shown" else own.filter(_HIDDEN)


def undo_address(changed: list[Comment], tab: str) -> str:
    """Where a POST takes a decision back."""
    given = [("verdict", BEFORE[tab]), *(("ids", str(c.pk)) for c in changed)]
    return f"{reverse('site:decide')}?{urlencode(given)}"


def ids_of(values: list[str]) -> list[UUID]:
    """The ids among what was sent; others are passed over."""
    found: list[UUID] = []
    for value in values[:500]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
