"""The door, and the choices a reader makes about how pages look."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.web import palette as palettes
from xiaobian.web.shell import THEME_COOKIE, THEMES, Shell

YEAR = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the desk; before the first person exists, to sign-up."""
    if request.user.is_authenticated:
        return redirect("today")
    someone = get_user_model().objects.exists()
    return redirect("account_login" if someone else "account_signup")


@require_GET
@member(Act.SEE)
def palette(request: HttpRequest) -> JsonResponse:
    """What the palette offers for `q`."""
    return JsonResponse({"groups": palettes.offers(request, request.GET.get("q", "").strip()[:80])})


@require_GET
@member(Act.SEE)
def places(request: HttpRequest) -> HttpResponse:
    """The navigation again, with fresh counters, for the page at `at`."""
    here = Shell(request, at=request.GET.get("at", ""))
    return render(request, "components/_places.html", {"shell": here})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's theme in this browser and with the person."""
    chosen = request.POST.get("theme", "")
    if chosen not in {name for name, _label, _icon in THEMES}:
        chosen = ""
    return _kept(request, THEME_COOKIE, chosen, "theme")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in this browser and with the person."""
    chosen = request.POST.get("language", "")
    if not translation.check_for_language(chosen) or chosen not in dict(settings.LANGUAGES):
        chosen = settings.LANGUAGE_CODE
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, chosen, "language")


def _kept(request: HttpRequest, cookie: str, value: str, field: str) -> HttpResponse:
    if request.user.is_authenticated:
        get_user_model().objects.filter(pk=request.user.pk).update(**{field: value})
    answer = HttpResponse(status=204) if _by_script(request) else _back(request)
    answer.set_cookie(
        cookie, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if safe else "/")
