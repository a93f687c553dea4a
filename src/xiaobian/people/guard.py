"""The guard in front of every view of the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from xiaobian.people.access import Act
from xiaobian.people.entry import sign_in_url
from xiaobian.people.middleware import NEW_BRAND

View = Callable[..., HttpResponseBase]


def member(act: Act) -> Callable[[View], View]:
    """Let a member of the request's brand pass whose role allows `act`; refuse others with 403.

    Anonymous visitors go to sign-in; outsiders never get here (BrandMiddleware says 404); a
    signed-in person without any brand is led to naming one.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(sign_in_url(request))
            if request.member is None:
                return redirect(NEW_BRAND)
            if not request.member.may(act):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.act = act  # tests walk through every URL by this
        return guarded

    return guard
