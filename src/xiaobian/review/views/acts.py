"""What members do in review."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.people.links import public_path, public_url
from xiaobian.review import verbs
from xiaobian.review.models import Decision, ReviewLink
from xiaobian.review.verbs import NotPossible, Outdated
from xiaobian.review.views.pages import bar_of, draft_of, page
from xiaobian.review.words import explain, outdated


@require_POST
@member(Act.WRITE)
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a decision."""
    try:
        note = request.POST.get("note", "").strip()
        verbs.submit(draft_of(request, pk), request.member.user, note, clock.now())
    except NotPossible as problem:
        return _answer(request, pk, error=explain(problem))
    return _answer(request, pk, _("Sent to review."))


@require_POST
@member(Act.WRITE)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the question back."""
    verbs.withdraw(draft_of(request, pk), request.member.user, clock.now())
    return _answer(request, pk, _("Taken back."))


@require_POST
@member(Act.REVIEW)
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve or return what the reviewer saw (named by its hash)."""
    draft, reason = draft_of(request, pk), request.POST.get("reason", "")
    try:
        version = verbs.version_seen(draft, request.POST.get("seen", ""))
        if request.POST.get("verdict") == Decision.RETURN:
            verbs.return_(version, request.member.user, reason, clock.now())
        else:
            verbs.approve(version, request.member.user, clock.now())
    except Outdated as gone:
        return page(request, gone.draft, problem=outdated(), since=gone.version.pk, reason=reason)
    except NotPossible as problem:
        return page(request, draft, problem=explain(problem), reason=reason)
    messages.success(request, _("Decided. The writer sees it at once."))
    return redirect("review:queue")


@require_POST
@member(Act.REVIEW)
def make_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a link for somebody outside; it is shown this once."""
    draft, now = draft_of(request, pk), clock.now()
    days = request.POST.get("days", "")
    lasts = timedelta(days=int(days)) if days.isdecimal() and len(days) < 4 else verbs.LINK_LASTS
    try:
        _link, token = verbs.make_link(
            draft, request.POST.get("name", ""), request.member.user, now + lasts, now
        )
    except NotPossible as problem:
        return page(request, draft, problem=explain(problem))
    return page(request, draft, new_link=public_url(public_path("review_link", token)))


@require_POST
@member(Act.REVIEW)
def revoke_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a link."""
    link = get_object_or_404(ReviewLink, pk=pk, draft__brand=request.brand)
    verbs.revoke_link(link, request.member.user, clock.now())
    messages.success(request, _("The link of %(name)s no longer works.") % {"name": link.name})
    return redirect("review:show", link.draft_id)


def _answer(request: HttpRequest, pk: UUID, said: str = "", error: str = "") -> HttpResponse:
    """The editor's bar for htmx, else back to the text with a message."""
    if request.htmx:
        return bar_of(request, draft_of(request, pk), error)
    (messages.error if error else messages.success)(request, error or said)
    return redirect("drafts:show", pk)
