"""What publishing says in the list of drafts: what goes out when, what is out, what is stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaobian.drafts.marks import Mark, Shelf
from xiaobian.drafts.models import Draft
from xiaobian.drafts.models.draft import DraftQuerySet
from xiaobian.people.models import User
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import NEEDS_A_PERSON, State

_GOING = [State.SENDING, State.PENDING, State.UNKNOWN]


def mark(drafts: Sequence[Draft], now: datetime) -> Mapping[UUID, Mark]:
    """The most urgent delivery of each draft, in one query."""
    found: dict[UUID, Mark] = {}
    for delivery in Delivery.objects.filter(draft__in=drafts).order_by("-due_at"):
        said = _say(delivery)
        standing = found.get(delivery.draft_id)
        if said and (standing is None or said.weight > standing.weight):
            found[delivery.draft_id] = said
    return found


def _say(delivery: Delivery) -> Mark | None:
    if delivery.state in NEEDS_A_PERSON:
        return Mark(_("needs a person"), "amber", 90, delivery.due_at)
    if delivery.state in _GOING:
        return Mark(_("going out"), "blue", 60, delivery.due_at)
    if delivery.state == State.SCHEDULED:
        return Mark(_("scheduled"), "", 40, delivery.due_at)
    if delivery.state == State.SENT:
        return Mark(_("out"), "jade", 20, delivery.sent_at)
    return None


def _with(*states: State) -> Exists:
    return Exists(Delivery.objects.filter(draft=OuterRef("pk"), state__in=states))


def _scheduled(drafts: DraftQuerySet, user: User) -> DraftQuerySet:
    return drafts.filter(_with(State.SCHEDULED, *_GOING, *NEEDS_A_PERSON))


def _out(drafts: DraftQuerySet, user: User) -> DraftQuerySet:
    return drafts.filter(_with(State.SENT))


SHELVES = (
    Shelf("scheduled", gettext_lazy("Scheduled"), _scheduled, order=60),
    Shelf("out", gettext_lazy("Out"), _out, order=70),
)
