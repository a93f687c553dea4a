"""Oneself: name, language and looks; how one signs in; where one is signed in."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiaobian.people.access import Act
from xiaobian.people.devices import device
from xiaobian.people.forms import PersonForm
from xiaobian.people.guard import member
from xiaobian.people.models import KeptMail, User

YEAR = 365 * 24 * 3600


@member(Act.SEE)
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Name, language and theme of the person."""
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return _remembered(redirect("people:me"), form.cleaned_data)
    return render(request, "people/me.html", {"form": form})


@member(Act.SEE)
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Password, second steps and passkeys, and every browser this person is signed in with."""
    kinds = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    sessions = [
        {
            "device": device(session.user_agent),
            "session": session,
            "here": session.session_key == request.session.session_key,
        }
        for session in UserSession.objects.purge_and_list(request.user)
    ]
    sessions.sort(key=lambda s: (not s["here"], -s["session"].created_at.timestamp()))
    context = {
        "sessions": sessions,
        "totp": "totp" in kinds,
        "passkeys": list(kinds).count("webauthn"),
        "second_step": is_mfa_enabled(cast("User", request.user)),
    }
    return render(request, "people/security.html", context)


@member(Act.SEE)
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session of this person."""
    others = UserSession.objects.filter(user=request.user).exclude(
        session_key=request.session.session_key
    )
    for session in others:
        session.end()
    messages.success(request, _("Signed out everywhere else."))
    return redirect("people:security")


@member(Act.BRAND)
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Mails to the team that could not be sent, for the owner to pass on."""
    kept = KeptMail.objects.for_owner(request.member).select_related("to")
    context = {"mails": kept[:100], "sends": bool(settings.MAIL_URL)}
    return render(request, "people/mail.html", context)


def _remembered(answer: HttpResponse, choices: dict[str, str]) -> HttpResponse:
    """This browser's own choice gives way to the one just made for every browser."""
    for cookie, value in (
        (settings.LANGUAGE_COOKIE_NAME, choices["language"]),
        ("theme", choices["theme"]),
    ):
        if value:
            secure = settings.SESSION_COOKIE_SECURE
            answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=secure)
        else:
            answer.delete_cookie(cookie, samesite="Lax")  # pyright: ignore[reportCallIssue] (stub)
    return answer
