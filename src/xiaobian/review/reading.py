"""What a reviewer sees: the text as every account will show it, and what is new in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaobian.drafts.compare import Change, changes
from xiaobian.drafts.models import Draft, Version
from xiaobian.drafts.preview import Preview, previews
from xiaobian.review.models import Decision
from xiaobian.review.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Reading:
    """One draft on a reviewer's desk."""

    draft: Draft
    standing: Standing
    previews: list[Preview]
    base: Version | None  # what `changes` compares with: the last text somebody decided about
    changes: list[Change]
    history: list[Decision]
    seen: bool = False  # `base` is what the reviewer had on screen a moment ago

    @property
    def since_label(self) -> str:
        """What the changes are counted from."""
        return _("Changed while you read") if self.seen else _("New since the last decision")


def reading(draft: Draft, since: UUID | None = None) -> Reading:
    """Everything for one page. `since` is a version that somebody saw; default: the last decided."""
    seen = draft.versions.filter(pk=since).first() if since else None
    base = seen or last_decided(draft)
    accounts = draft.targets.connected().order_by("position", "made_at")
    return Reading(
        draft=draft,
        standing=standing(draft),
        previews=previews(draft.content, accounts, draft.brand),
        base=base,
        changes=changes(base.content, draft.content) if base else [],
        history=list(draft.decisions.select_related("version", "user").order_by("-at")[:50]),
        seen=seen is not None,
    )


def last_decided(draft: Draft) -> Version | None:
    """The version decided about last, whichever way, that says something else than the draft now."""
    other = draft.decisions.exclude(version__content_hash=draft.content_hash)
    newest = other.select_related("version").order_by("-at").first()
    return newest.version if newest else None
