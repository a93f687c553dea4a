"""What people see when something can't be shown: why, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _page(request: HttpRequest | None, status: int, title: str, text: str) -> HttpResponse:
    context = {"status": status, "title": title, "text": text}
    return HttpResponse(render_to_string("errors/page.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400, _("That can't be read"), _("Go back and try it once more."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but the role does not allow it."""
    text = _("Your role in this brand does not include this. An owner can change it under Team.")
    return _page(request, 403, _("This isn't yours to open"), text)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old or came from elsewhere."""
    text = _("The page was open for too long or in another sign-in. Reload it and send it again.")
    return _page(request, 403, _("This form has expired"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person; the difference is nobody's business."""
    text = _("It was moved, taken away, or belongs to a brand you don't work for.")
    return _page(request, 404, _("Nothing lies here"), text)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """429: slow down."""
    text = _("Wait a minute, then try again. Nothing was lost.")
    return _page(request, 429, _("Too many tries"), text)


def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, because what it carries may be what broke."""
    text = _("It was written down. What you had saved is safe; try again in a moment.")
    return _page(None, 500, _("Something broke on our side"), text)
