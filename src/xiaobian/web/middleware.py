"""The reader's language and the brand's clock, before a page is made."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ReaderMiddleware:
    """Pages speak the person's language (unless this browser chose another) in the brand's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES) and not chosen:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        if request.brand is None:
            return self.get_response(request)
        with timezone.override(ZoneInfo(request.brand.zone)):
            return self.get_response(request)
