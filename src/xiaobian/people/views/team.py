"""Who works for the brand, as what, and how they come and go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiaobian.kernel import clock
from xiaobian.people.access import TABLE, Act, Role, grants
from xiaobian.people.forms import InviteForm, role_choices
from xiaobian.people.guard import member
from xiaobian.people.links import public_path, public_url
from xiaobian.people.models import Invitation, LastOwner, Member, NotYours
from xiaobian.people.words import ACTS, ROLE_NOTES, ROLES, role_word


@member(Act.SEE)
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """Everybody of the brand; those who may, see the open invitations and change roles."""
    context: dict[str, object] = {"rows": _rows(request.member)}
    if request.member.may(Act.TEAM):
        context["form"] = InviteForm(by=request.member)
        waiting = request.brand.invitations.waiting(clock.now()).select_related("by")
        context["invitations"] = [(i, role_word(i.role)) for i in waiting.order_by("-made_at")]
        context["roles"] = [(ROLES[role], ROLE_NOTES[role]) for role in Role]
    return render(request, "people/team.html", context)


@member(Act.TEAM)
@require_POST
def role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a member another role."""
    target = _member(request, pk)
    wanted = request.POST.get("role", "")
    if wanted not in set(Role):
        raise PermissionDenied
    try:
        target.change_role(Role(wanted), request.member, clock.now())
    except LastOwner:
        messages.error(
            request, _("A brand keeps at least one owner. Make someone else owner first.")
        )
    except NotYours as error:
        raise PermissionDenied from error
    return redirect("people:team")


@member(Act.SEE)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then end a membership; every member may end their own."""
    target = _member(request, pk)
    leaving = target.pk == request.member.pk
    if not leaving and not grants(Role(request.member.role), Role(target.role)):
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "people/remove.html", {"target": target, "leaving": leaving})
    try:
        target.remove(request.member, clock.now())
    except LastOwner:
        messages.error(
            request, _("A brand keeps at least one owner. Make someone else owner first.")
        )
        return redirect("people:team")
    return redirect("/") if leaving else redirect("people:team")


@member(Act.TEAM)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    form = InviteForm(request.POST, by=request.member)
    if not form.is_valid():
        return render(request, "people/team.html", {"rows": _rows(request.member), "form": form})
    role = Role(form.cleaned_data["role"])
    invitation, token = Invitation.make(
        request.member, role, form.cleaned_data["name"], clock.now()
    )
    context = {
        "invitation": invitation,
        "token": token,
        "role": ROLES[role],
        "link": public_url(public_path("join", token)),
        "picture": public_path("join_qr", token),
    }
    return render(request, "people/invited.html", context)


@member(Act.TEAM)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make an open invitation useless."""
    now = clock.now()
    waiting = request.brand.invitations.waiting(now)
    get_object_or_404(waiting, pk=pk).revoke(request.member.user, now)
    messages.success(request, _("The link works no more."))
    return redirect("people:team")


@member(Act.SEE)
@require_GET
def permissions(request: HttpRequest) -> HttpResponse:
    """The permission table, as it is enforced."""
    lines = [(ACTS[act], [role in TABLE[act] for role in Role]) for act in Act]
    context = {"roles": [(ROLES[r], ROLE_NOTES[r]) for r in Role], "lines": lines}
    return render(request, "people/permissions.html", context)


def _member(request: HttpRequest, pk: UUID) -> Member:
    return get_object_or_404(request.brand.members.select_related("user", "brand"), pk=pk)


def _rows(by: Member) -> list[dict[str, object]]:
    """Each member with the roles `by` may give them."""
    found = by.brand.members.select_related("user").order_by("made_at")
    return [
        {
            "member": m,
            "role": role_word(m.role),
            "choices": role_choices(by) if grants(Role(by.role), Role(m.role)) else [],
            "removable": m.pk == by.pk or grants(Role(by.role), Role(m.role)),
            "self": m.pk == by.pk,
        }
        for m in found
    ]
