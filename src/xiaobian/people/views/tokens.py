"""API tokens: make, show once, revoke."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xiaobian.kernel import clock
from xiaobian.people import tokens as verbs
from xiaobian.people.access import Act
from xiaobian.people.forms import TokenForm
from xiaobian.people.guard import member
from xiaobian.people.words import ACTS


@member(Act.BRAND)
@reauthentication_required  # pyright: ignore[reportArgumentType] (an optional-argument decorator)
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The brand's tokens, and a new one, whose text is shown on this answer only."""
    now = clock.now()
    acts = [act for act in Act if request.member.may(act)]
    form = TokenForm(request.POST or None, acts=acts)
    plain = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        expires = now + timedelta(days=data["days"]) if data["days"] else None
        scopes = [Act(scope) for scope in data["scopes"]]
        _token, plain = verbs.issue(request.member, data["name"], scopes, expires, now)
        form = TokenForm(acts=acts)
    found = request.brand.api_tokens.filter(revoked_at=None).select_related("user")
    rows = [
        {
            "token": t,
            "works": t.works(now),
            "may": [ACTS[Act(s)] for s in t.scopes if s in set(Act)],
        }
        for t in found.order_by("-made_at")
    ]
    return render(request, "people/tokens.html", {"form": form, "rows": rows, "plain": plain})


@member(Act.BRAND)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a token useless at once."""
    token = get_object_or_404(request.brand.api_tokens, pk=pk)
    verbs.revoke(token, request.member.user, clock.now())
    messages.success(request, _("The token works no more."))
    return redirect("people:tokens")
