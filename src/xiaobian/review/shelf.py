"""What review says in the list of drafts: what waits, what was returned, what is ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xiaobian.drafts.marks import Mark, Shelf
from xiaobian.drafts.models import Draft
from xiaobian.drafts.models.draft import DraftQuerySet
from xiaobian.people.models import User
from xiaobian.review.models import Decision, DecisionQuerySet, Submission
from xiaobian.review.standing import standings


def mark(drafts: Sequence[Draft], now: datetime) -> Mapping[UUID, Mark]:
    """Where each draft stands with its reviewers, if it stands anywhere."""
    said = {
        "waiting": Mark(_("needs approval"), "amber", 50),
        "returned": Mark(_("returned"), "amber", 55),
        "approved": Mark(pgettext("state", "ready"), "", 10),
    }
    words = {pk: standing.word for pk, standing in standings(drafts).items()}
    return {pk: said[word] for pk, word in words.items() if word in said}


def _waiting(drafts: DraftQuerySet, user: User) -> DraftQuerySet:
    return drafts.filter(Exists(Submission.objects.filter(draft=OuterRef("pk"), closed_at=None)))


def _returned(drafts: DraftQuerySet, user: User) -> DraftQuerySet:
    return drafts.filter(Exists(_standing(Decision.RETURN)))


def _ready(drafts: DraftQuerySet, user: User) -> DraftQuerySet:
    """Approved by as many people as the brand wants (at least one), and returned by nobody."""
    # Counted draft by draft, so that a page costs what it shows and not what the brand has.
    counted = _standing(Decision.APPROVE).order_by().values("draft")
    people = counted.annotate(n=Count(Coalesce("user_id", "link_id"), distinct=True)).values("n")
    enough = drafts.alias(people=Subquery(people)).filter(
        people__gte=Greatest(1, F("brand__reviewers_required"))
    )
    return enough.exclude(Exists(_standing(Decision.RETURN)))


def _standing(verdict: str) -> DecisionQuerySet:
    """The standing decisions of one verdict on what a draft says now."""
    return (
        Decision.objects.standing().on_present_text().filter(draft=OuterRef("pk"), verdict=verdict)
    )


SHELVES = (
    Shelf("review", gettext_lazy("Waiting for review"), _waiting, order=20),
    Shelf("returned", gettext_lazy("Returned"), _returned, order=30),
    Shelf("ready", gettext_lazy("Ready"), _ready, order=40),
)
