"""The list of drafts, and putting them away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xiaobian.drafts import marks
from xiaobian.drafts.figures import figures
from xiaobian.drafts.models import Draft
from xiaobian.drafts.paging import page
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member

ARCHIVED = "archived"


@require_safe
@member(Act.SEE)
def list_(request: HttpRequest) -> HttpResponse:
    """Every draft of the brand, the last touched first; searched and narrowed by the query."""
    words, shelf = request.GET.get("q", "").strip()[:200], request.GET.get("shelf", "")
    shelves = {one.name: one for one in marks.shelves()}
    drafts = Draft.objects.of(request.brand)
    if shelf == ARCHIVED:
        drafts = Draft.objects.archived(request.brand)
    elif shelf in shelves:
        drafts = shelves[shelf].narrow(drafts, request.member.user)
    found = page(
        drafts.matching(words).for_list(),
        request.GET.get("before", ""),
        request.GET.get("after", ""),
    )
    marks.mark(found.drafts, clock.now())
    for draft in found.drafts:
        draft.figures = figures(draft.text)
    context = {"page": found, "words": words, "shelf": shelf, "shelves": list(shelves.values())}
    name = "drafts/_rows.html" if request.htmx and not request.htmx.boosted else "drafts/list.html"
    return render(request, name, context | {"may_write": request.member.may(Act.WRITE)})


@require_POST
@member(Act.WRITE)
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a draft away, with a way back."""
    draft = get_object_or_404(Draft, pk=pk, brand=request.brand)
    draft.archive(request.member.user, clock.now())
    undo = reverse("drafts:bring_back", args=[draft.pk])
    text = _("“%(draft)s” is put away.") % {"draft": str(draft) or _("Untitled")}
    messages.success(request, text, extra_tags=f"undo:{undo}")
    return redirect("drafts:list")


@require_POST
@member(Act.WRITE)
def bring_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo putting away."""
    draft = get_object_or_404(Draft, pk=pk, brand=request.brand)
    draft.bring_back(request.member.user, clock.now())
    messages.success(request, _("“%(draft)s” is back.") % {"draft": str(draft) or _("Untitled")})
    return redirect("drafts:list")
