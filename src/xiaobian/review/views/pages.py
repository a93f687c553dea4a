"""The pages of review: what waits, one text with everything a decision needs, the editor's bar."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.review.models import Decision, Submission
from xiaobian.review.reading import reading
from xiaobian.review.standing import standing, standings


@require_safe
@member(Act.SEE)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first; and what was decided last."""
    rows = Submission.objects.waiting(request.brand).select_related("by", "version", "draft__brand")
    waiting = list(rows.prefetch_related("draft__targets")[:100])
    known = standings([one.draft for one in waiting])
    for one in waiting:
        one.standing = known[one.draft_id]
    decided = Decision.objects.filter(draft__brand=request.brand).select_related("draft", "version")
    context = {
        "waiting": waiting,
        "decided": decided.order_by("-at")[:20],
        "may_review": request.member.may(Act.REVIEW),
    }
    return render(request, "review/queue.html", context)


@require_safe
@member(Act.SEE)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One text: as accounts will show it, what changed, who decided; and the decision itself."""
    return page(request, draft_of(request, pk))


@require_safe
@member(Act.SEE)
def bar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a draft stands, for the foot of the editor; empty until the draft is saved."""
    rows = Draft.objects.select_related("brand", "edited_by")
    draft = rows.filter(pk=pk, brand=request.brand).first()
    return bar_of(request, draft) if draft else HttpResponse()


def bar_of(request: HttpRequest, draft: Draft, problem: str = "") -> HttpResponse:
    """The bar as a fragment, with the reason why something couldn't be done."""
    context = {"draft": draft, "standing": standing(draft), "problem": problem}
    return render(request, "review/_bar.html", context | _rights(request, draft))


def page(
    request: HttpRequest, draft: Draft, *, problem: str = "", since: UUID | None = None, **more: str
) -> HttpResponse:
    """The page of one text; `since`: the version that somebody saw before it was changed."""
    context = {
        "reading": reading(draft, since),
        "draft": draft,
        "problem": problem,
        "links": draft.review_links.select_related("by").order_by("-made_at")[:20],
        "now": clock.now(),
        **_rights(request, draft),
        **more,
    }
    return render(request, "review/show.html", context, status=409 if since else 200)


def draft_of(request: HttpRequest, pk: UUID) -> Draft:
    """The brand's draft, or 404."""
    rows = Draft.objects.select_related("brand", "owner", "edited_by")
    return get_object_or_404(rows, pk=pk, brand=request.brand)


def _rights(request: HttpRequest, draft: Draft) -> dict[str, bool]:
    required = request.brand.reviewers_required
    own = draft.edited_by_id == request.user.pk and bool(required)
    may_review = request.member.may(Act.REVIEW) and draft.archived_at is None
    return {
        "may_review": may_review,
        "may_approve": may_review and not own,
        "own": own,
        "may_submit": request.member.may(Act.WRITE) and draft.archived_at is None,
    }
