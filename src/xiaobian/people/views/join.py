"""Coming in by an invitation's link. These pages are public; the link is the right."""

from __future__ import annotations

import io
from typing import cast

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xiaobian.kernel import clock
from xiaobian.people.entry import carry, forget_invitation
from xiaobian.people.links import public_path, public_url
from xiaobian.people.models import Closed, Invitation, User
from xiaobian.people.words import ROLE_NOTES, ROLES, Role


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites to what; signed-in people accept here, new ones sign up first."""
    invitation = _invitation(token)
    if not invitation.open(clock.now()):
        return render(request, "people/join_closed.html", status=410)
    if request.method == "POST" and request.user.is_authenticated:
        return _accepted(request, invitation)
    if not request.user.is_authenticated:
        carry(request, token)
    role = Role(invitation.role)
    context = {"invitation": invitation, "role": ROLES[role], "note": ROLE_NOTES[role]}
    return render(request, "people/join.html", context)


@require_GET
def qr(request: HttpRequest, token: str) -> HttpResponse:
    """The link as a picture for a phone; a file of its own, so that pages need no inline style."""
    _invitation(token)
    out = io.BytesIO()
    code = segno.make(public_url(public_path("join", token)), error="m")
    code.save(out, kind="svg", scale=6, border=2, dark="#1d1a16", light="#ffffff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _invitation(token: str) -> Invitation:
    if (found := Invitation.objects.by_token(token)) is None:
        raise Http404
    return found


def _accepted(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        invitation.accept(cast("User", request.user), clock.now())
    except Closed:
        return render(request, "people/join_closed.html", status=410)
    forget_invitation(request)
    return redirect(f"/b/{invitation.brand.slug}/desk/")
