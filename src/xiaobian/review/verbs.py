"""What people do in review. Each holds its transaction, checks the rules and writes its event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction

from xiaobian.drafts.models import Draft, Version
from xiaobian.kernel import events
from xiaobian.kernel.ids import new_token
from xiaobian.kernel.secrets import token_hash
from xiaobian.people.models import User
from xiaobian.review.models import Decision, DecisionQuerySet, ReviewLink, Submission
from xiaobian.review.standing import standing

LINK_LASTS = timedelta(days=14)
LONGEST_LINK = timedelta(days=90)


class NotPossible(Exception):
    """Review can't do this now; `code` says why: empty, own, reason, closed, decided, expires."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Outdated(Exception):
    """The text was changed since the version that somebody wanted to decide about."""

    def __init__(self, version: Version, draft: Draft) -> None:
        super().__init__(f"{version} is no longer what the draft says")
        self.version, self.draft = version, draft


class Actor(Protocol):
    """Who decides: a member, or the holder of a link."""

    id: UUID
    name: str


def submit(draft: Draft, by: User, note: str, now: datetime) -> Submission:
    """Ask for a decision on what the draft says now. Asking again replaces the open question."""
    with transaction.atomic():
        draft = _lock(draft)
        if draft.content.empty:
            raise NotPossible("empty")
        version = draft.keep_version(draft.edited_by, draft.edited_at)
        asked = draft.submissions.filter(closed_at=None).first()
        if asked and asked.version_id == version.pk and asked.note == note:
            return asked
        if asked:
            _close(draft, "renewed", now)
        submission = draft.submissions.create(version=version, by=by, note=note[:1000], at=now)
        _tell("draft.submitted", draft, by, now, version=version.number, note=note[:1000])
    return submission


def withdraw(draft: Draft, by: User, now: datetime) -> None:
    """Take the question back."""
    with transaction.atomic():
        draft = _lock(draft)
        if _close(draft, "withdrawn", now):
            _tell("draft.review_withdrawn", draft, by, now)


def approve(version: Version, by: User, now: datetime) -> Decision:
    """Approve what `version` says, if the draft still says it. Repeating it changes nothing."""
    with transaction.atomic():
        draft = _lock(version.draft)
        _check_present(version, draft)
        _check_not_own(version, draft, by)
        mine = _given(draft, version, Decision.APPROVE).filter(user=by).first()
        return mine or _decide(draft, version, Decision.APPROVE, reason="", by=by, now=now, user=by)


def return_(version: Version, by: User, reason: str, now: datetime) -> Decision:
    """Give the text back to its writer with a reason. Approvals given before no longer count."""
    with transaction.atomic():
        draft = _lock(version.draft)
        _check_present(version, draft)
        reason = _reason(reason)
        return _decide(draft, version, Decision.RETURN, reason=reason, by=by, now=now, user=by)


def make_link(
    draft: Draft, name: str, by: User, expires: datetime, now: datetime
) -> tuple[ReviewLink, str]:
    """Give one named person outside the desk the right to decide. The token is shown only now."""
    if not now < expires <= now + LONGEST_LINK:
        raise NotPossible("expires")
    token = new_token()
    with transaction.atomic():
        link = draft.review_links.create(
            name=name.strip()[:120], token_hash=token_hash(token), by=by, expires_at=expires
        )
        _tell("review.link_made", draft, by, now, name=link.name, until=expires.isoformat())
    return link, token


def revoke_link(link: ReviewLink, by: User, now: datetime) -> None:
    """End a link at once. What was decided through it stays."""
    with transaction.atomic():
        if ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            _tell("review.link_revoked", link.draft, by, now, name=link.name)


def decide_by_link(
    link: ReviewLink, version: Version, verdict: str, *, reason: str, name: str, now: datetime
) -> Decision:
    """Let the holder of a link decide, once for each version."""
    with transaction.atomic():
        draft = _lock(link.draft)
        link = ReviewLink.objects.select_for_update().get(pk=link.pk)
        link.draft = draft
        if not link.open(now) or version.draft_id != draft.pk:
            raise NotPossible("closed")
        _check_present(version, draft)
        if link.decisions.filter(version=version).exists():
            raise NotPossible("decided")
        reason = _reason(reason) if verdict == Decision.RETURN else reason.strip()[:2000]
        name = name.strip()[:120] or link.name
        reviewer = ReviewLink(id=link.pk, name=name)  # the actor of the event: id and name
        return _decide(draft, version, verdict, reason=reason, by=reviewer, now=now, link=link)


def version_seen(draft: Draft, content_hash: str) -> Version:
    """The version that says what somebody saw; made if what they saw is the present text.

    Raises Outdated when the text was changed since and was never kept as seen.
    """
    with transaction.atomic():
        draft = _lock(draft)
        if draft.content_hash == content_hash:
            return draft.keep_version(draft.edited_by, draft.edited_at)
        found = draft.versions.filter(content_hash=content_hash).first()
        raise Outdated(found or draft.versions.first(), draft)


def _decide(
    draft: Draft,
    version: Version,
    verdict: str,
    *,
    reason: str,
    by: Actor,
    now: datetime,
    user: User | None = None,
    link: ReviewLink | None = None,
) -> Decision:
    approves = verdict == Decision.APPROVE
    opposite = Decision.RETURN if approves else Decision.APPROVE
    _given(draft, version, opposite).update(overtaken_at=now)
    decision = draft.decisions.create(
        version=version,
        verdict=verdict,
        reason=reason,
        user=user,
        link=link,
        reviewer=by.name,
        at=now,
    )
    if not approves or standing(draft).approved:
        _close(draft, "answered", now)
    verb = "draft.approved" if approves else "draft.returned"
    _tell(verb, draft, by, now, version=version.number, reason=reason)
    return decision


def _given(draft: Draft, version: Version, verdict: str) -> DecisionQuerySet:
    """The decisions that stand on what `version` says."""
    return draft.decisions.standing().on_text(version.content_hash).filter(verdict=verdict)


def _check_present(version: Version, draft: Draft) -> None:
    if version.content_hash != draft.content_hash:
        raise Outdated(version, draft)


def _check_not_own(version: Version, draft: Draft, by: User) -> None:
    """Nobody approves their own words where the brand wants another pair of eyes."""
    if draft.brand.reviewers_required and version.by_id == by.pk:
        raise NotPossible("own")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NotPossible("reason")
    return reason.strip()[:2000]


def _close(draft: Draft, how: str, now: datetime) -> int:
    return draft.submissions.filter(closed_at=None).update(closed_at=now, closed_as=how)


def _lock(draft: Draft) -> Draft:
    """The draft as it is now; whoever saves or decides meanwhile waits."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("brand", "edited_by")
    return rows.get(pk=draft.pk)


def _tell(verb: str, draft: Draft, by: Actor, now: datetime, **data: object) -> None:
    events.record(verb, brand_id=draft.brand_id, by=by, at=now, subject=draft, **data)
