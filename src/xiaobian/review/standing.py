"""Where a draft stands with its reviewers. The rules are written down in docs/review.md.

Approvals belong to what the text says, not to a version number: they are found by content hash, so
a changed word ends them and going back to an approved text brings them back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import prefetch_related_objects

from xiaobian.drafts.models import Draft
from xiaobian.review.models import Decision, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """What reviewers say about the present text of one draft."""

    required: int
    approvals: tuple[Decision, ...] = ()
    returned: Decision | None = None
    submission: Submission | None = None  # the open one, if somebody waits for an answer
    changed_since: bool = False  # the text was changed after it was submitted

    @property
    def approved(self) -> bool:
        """Whether the text may go out: nobody returned it and enough people approved it."""
        return self.returned is None and len(self.approvals) >= self.required

    @property
    def waiting(self) -> bool:
        """Whether somebody asked for a decision and has none yet."""
        return self.submission is not None

    @property
    def missing(self) -> int:
        """How many approvals are still needed."""
        return max(self.required - len(self.approvals), 0)

    @property
    def names(self) -> str:
        """Who approved."""
        return ", ".join(d.reviewer for d in self.approvals)

    @property
    def progress(self) -> str:
        """How many of how many, where more than one is needed."""
        return f"{len(self.approvals)}/{self.required}"

    @property
    def word(self) -> str:
        """The state as a key: returned, waiting, approved, needed, free."""
        if self.waiting:
            return "waiting"
        if self.returned:
            return "returned"
        if self.approvals and self.approved:
            return "approved"
        return "needed" if self.missing else "free"


def standing(draft: Draft) -> Standing:
    """Where one draft stands."""
    return standings([draft])[draft.pk]


def standings(drafts: Sequence[Draft]) -> dict[UUID, Standing]:
    """Where each of the drafts stands, in two queries however many they are (three without brands)."""
    prefetch_related_objects(drafts, "brand")
    decisions = _by_draft(
        Decision.objects.filter(draft__in=drafts)
        .standing()
        .on_present_text()
        .select_related("user", "version")
        .order_by("at")
    )
    submissions = {
        s.draft_id: s
        for s in Submission.objects.filter(draft__in=drafts, closed_at=None).select_related(
            "by", "version"
        )
    }
    return {
        draft.pk: _standing(draft, decisions[draft.pk], submissions.get(draft.pk))
        for draft in drafts
    }


def is_approved(draft: Draft) -> bool:
    """Whether the present text of the draft may go out. `draft` must be fresh from the database."""
    return standing(draft).approved


def _standing(draft: Draft, decisions: list[Decision], asked: Submission | None) -> Standing:
    people = {d.person: d for d in decisions if d.verdict == Decision.APPROVE}
    returns = [d for d in decisions if d.verdict == Decision.RETURN]
    return Standing(
        required=draft.brand.reviewers_required,
        approvals=tuple(people.values()),
        returned=returns[-1] if returns else None,
        submission=asked,
        changed_since=bool(asked) and asked.version.content_hash != draft.content_hash,
    )


def _by_draft(decisions: Iterable[Decision]) -> dict[UUID, list[Decision]]:
    sorted_: dict[UUID, list[Decision]] = defaultdict(list)
    for decision in decisions:
        sorted_[decision.draft_id].append(decision)
    return sorted_
