"""Which brand a request is about: the `/b/<slug>` in front of the path, so that tabs never mix.

The prefix is taken off before URLs are resolved and becomes Django's script prefix, so `{% url %}`
and `reverse` give addresses inside the same brand without anybody passing the slug around.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, set_script_prefix

from xiaobian.people.entry import sign_in_url
from xiaobian.people.models import Brand, Member

NEW_BRAND = "/desk/brands/new/"
_PREFIX = re.compile(r"^/b/([a-z0-9][a-z0-9_-]*)(/.*)$")


class BrandMiddleware:
    """Sets `request.brand` and `request.member` (both None outside a brand)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.brand, request.member = None, None
        if found := _PREFIX.match(request.path_info):
            slug, rest = found.groups()
            if not request.user.is_authenticated:
                return redirect(sign_in_url(request))
            member = membership(request.user, slug)
            if member is None:
                # The same answer as for a brand that does not exist: outsiders learn nothing.
                raise Http404
            request.member, request.brand = member, member.brand
            if request.session.get("brand") != slug:
                request.session["brand"] = slug
            request.path_info = rest
            return self.inside(member.brand, request)
        if needs_brand(request) and (brand := last_brand(request)):
            return redirect(f"/b/{brand.slug}{request.get_full_path()}")
        return self.get_response(request)

    def inside(self, brand: Brand, request: HttpRequest) -> HttpResponse:
        """Answer with the brand's prefix before every address that is made meanwhile."""
        before = get_script_prefix()
        set_script_prefix(f"/b/{brand.slug}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)


def needs_brand(request: HttpRequest) -> bool:
    """Whether a signed-in person asks for a page of the desk without saying whose."""
    if not request.user.is_authenticated:
        return False
    return request.path_info.startswith("/desk/") and request.path_info != NEW_BRAND


def membership(user: object, slug: str) -> Member | None:
    """The user's membership of the brand with this slug."""
    return (
        Member.objects.select_related("brand", "user").filter(user=user, brand__slug=slug).first()
    )


def last_brand(request: HttpRequest) -> Brand | None:
    """The brand this person used last, else the one joined first."""
    own = Brand.objects.filter(members__user=request.user)
    slug = request.session.get("brand", "")
    return own.filter(slug=slug).first() or own.order_by("members__made_at").first()
