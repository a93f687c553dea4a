"""Earlier states of a draft: any two compared, any one brought back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xiaobian.drafts.compare import changes
from xiaobian.drafts.models import Conflict, Draft, Version
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member


@require_safe
@member(Act.SEE)
def list_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every version, and what differs between `?old=` and `?new=` (empty: the present text)."""
    draft = get_object_or_404(Draft, pk=pk, brand=request.brand)
    versions = list(draft.versions.select_related("by").defer("text", "overrides")[:500])
    old = _chosen(draft, request.GET.get("old", "")) or _before(draft)
    new = _chosen(draft, request.GET.get("new", ""))
    compared = changes(old.content, (new or draft).content) if old else []
    context = {"draft": draft, "versions": versions, "old": old, "new": new, "changes": compared}
    return render(
        request, "drafts/versions.html", context | {"may_write": _may_write(request, draft)}
    )


@require_POST
@member(Act.WRITE)
def go_back(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Say again what a version said; what stood until now stays a version."""
    draft = get_object_or_404(Draft, pk=pk, brand=request.brand, archived_at=None)
    version = get_object_or_404(draft.versions, number=number)
    try:
        draft.go_back(version, by=request.member.user, revision=draft.revision, now=clock.now())
    except Conflict:
        messages.warning(request, _("Somebody saved just now. Look again before you go back."))
        return redirect("drafts:versions", pk)
    messages.success(request, _("The text is as in v%(n)s again.") % {"n": number})
    return redirect("drafts:show", pk)


def _chosen(draft: Draft, number: str) -> Version | None:
    return draft.versions.filter(number=number).first() if number.isdecimal() else None


def _before(draft: Draft) -> Version | None:
    """What to compare with when nothing is chosen: the newest version that says something else."""
    return draft.versions.exclude(content_hash=draft.content_hash).first()


def _may_write(request: HttpRequest, draft: Draft) -> bool:
    return request.member.may(Act.WRITE) and draft.archived_at is None
