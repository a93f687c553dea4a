"""Drafts: the text, its versions, its previews and its reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from xiaobian.accounts.models import Account
from xiaobian.api.door import Needs
from xiaobian.api.paging import Cursor, page
from xiaobian.api.schemas import (
    DecisionIn,
    DraftChange,
    DraftIn,
    DraftLine,
    DraftOut,
    NoteIn,
    PreviewOut,
    StandingOut,
    VersionOut,
)
from xiaobian.drafts import verbs
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.drafts.rendering import render
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.review import verbs as review
from xiaobian.review.standing import Standing, standing

router = Router(tags=["drafts"])


@router.get("", response=dict[str, Any], auth=Needs(Act.SEE))
def listed(request: HttpRequest, cursor: Query[Cursor], q: str = "") -> dict[str, Any]:
    """Drafts on the desk; `q` searches titles and texts."""
    rows = Draft.objects.of(request.brand)
    found = page(rows.matching(q) if q else rows, cursor)
    return found | {"items": [DraftLine.from_orm(d).dict() for d in found["items"]]}


@router.post("", response={201: DraftOut}, auth=Needs(Act.WRITE))
def begin(request: HttpRequest, given: DraftIn) -> Status:
    """Start a draft."""
    now, user = clock.now(), request.member.user
    draft = verbs.begin(request.brand, user, now, _content(given))
    if given.targets is not None:
        accounts = Account.objects.of(request.brand).filter(pk__in=given.targets)
        draft.aim(accounts, user, now)
    return Status(201, draft)


@router.get("/{draft_id}", response=DraftOut, auth=Needs(Act.SEE))
def show(request: HttpRequest, draft_id: UUID) -> Draft:
    """One draft, whole."""
    return _draft(request, draft_id)


@router.put("/{draft_id}", response=DraftOut, auth=Needs(Act.WRITE))
def write(request: HttpRequest, draft_id: UUID, given: DraftChange) -> Draft:
    """Save the draft; answers 409 with what stands there when somebody saved meanwhile."""
    return verbs.save(
        _draft(request, draft_id),
        _content(given),
        by=request.member.user,
        revision=given.revision,
        now=clock.now(),
        targets=given.targets,
    )


@router.delete("/{draft_id}", response={204: None}, auth=Needs(Act.WRITE))
def archive(request: HttpRequest, draft_id: UUID) -> Status:
    """Put the draft away."""
    _draft(request, draft_id).archive(request.member.user, clock.now())
    return Status(204, None)


@router.get("/{draft_id}/versions", response=list[VersionOut], auth=Needs(Act.SEE))
def versions(request: HttpRequest, draft_id: UUID) -> list[Any]:
    """The hundred newest versions."""
    return list(_draft(request, draft_id).versions.all()[:100])


@router.get("/{draft_id}/previews", response=list[PreviewOut], auth=Needs(Act.SEE))
def previews(request: HttpRequest, draft_id: UUID) -> list[dict[str, Any]]:
    """What each account would show, with the remarks of its limits."""
    draft = _draft(request, draft_id)
    made = [
        (a.pk, render(draft.content, a.pk, a.manifest)) for a in Account.objects.of(request.brand)
    ]
    return [{"account": pk, "blocked": r.blocked, "rendition": r.to_json()} for pk, r in made]


@router.get("/{draft_id}/review", response=StandingOut, auth=Needs(Act.SEE))
def reviewed(request: HttpRequest, draft_id: UUID) -> dict[str, Any]:
    """Where the present text stands with its reviewers."""
    return _standing(standing(_draft(request, draft_id)))


@router.post("/{draft_id}/submission", response=StandingOut, auth=Needs(Act.WRITE))
def submit(request: HttpRequest, draft_id: UUID, given: NoteIn) -> dict[str, Any]:
    """Ask for a decision on the present text."""
    draft = _draft(request, draft_id)
    review.submit(draft, request.member.user, given.note, clock.now())
    return _standing(standing(draft))


@router.post("/{draft_id}/decision", response=StandingOut, auth=Needs(Act.REVIEW))
def decide(request: HttpRequest, draft_id: UUID, given: DecisionIn) -> dict[str, Any]:
    """Approve the present text, or return it with a reason."""
    draft, user, now = _draft(request, draft_id), request.member.user, clock.now()
    version = draft.keep_version(draft.edited_by, draft.edited_at)
    if given.verdict == "approve":
        review.approve(version, user, now)
    else:
        review.return_(version, user, given.reason, now)
    return _standing(standing(draft))


def _draft(request: HttpRequest, draft_id: UUID) -> Draft:
    rows = Draft.objects.filter(brand=request.brand).select_related("brand", "edited_by")
    return get_object_or_404(rows.prefetch_related("targets"), pk=draft_id)


def _content(given: DraftIn) -> Content:
    return Content(given.title, given.text, tuple(given.tags), given.language, given.overrides)


def _standing(of: Standing) -> dict[str, Any]:
    plain = {k: getattr(of, k) for k in ("required", "approved", "waiting", "word")}
    return plain | {"approvals": len(of.approvals)}
