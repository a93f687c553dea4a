"""What every page for readers stands in: whose site, in which language, unchanged or not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import regex
from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from xiaobian import __version__
from xiaobian.kernel import clock
from xiaobian.people.models import Brand
from xiaobian.site import theme
from xiaobian.site.addresses import Addresses
from xiaobian.site.models import Site

View = Callable[..., HttpResponse]
_HAN = regex.compile(r"\p{Han}|\p{Hiragana}|\p{Katakana}|\p{Hangul}")
_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The site around a page."""

    site: Site
    to: Addresses
    now: datetime

    @property
    def brand(self) -> Brand:
        return self.site.brand

    @property
    def theme(self) -> str:
        """Address of the stylesheet in the brand's colour."""
        return self.to.theme(theme.version(self.brand.accent))

    @property
    def css(self) -> str:
        """Address of the shared stylesheet."""
        return asset("site/reader.css")

    @property
    def js(self) -> str:
        """Address of the one script."""
        return asset("site/reader.js")

    @property
    def fonts(self) -> str:
        """Address of the Latin fonts, empty where the assets were not built."""
        return asset("dist/fonts.css") if finders.find("dist/fonts.css") else ""

    @property
    def seal(self) -> str:
        """What stands in the seal: two characters of a Chinese name, else one letter."""
        name = self.site.name.strip()
        return name[:2] if _HAN.match(name) else name[:1].upper()

    @property
    def upright(self) -> bool:
        """Whether the name can stand in a column, as on the spine of a book."""
        return bool(_HAN.match(self.site.name)) and len(self.site.name) <= 10

    @property
    def language(self) -> str:
        """BCP 47."""
        return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(self.site.speaks, self.site.speaks)

    def state(self, *more: object) -> str:
        """Changes whenever a page may look different: site, brand, program, day, and `more`."""
        site, brand = self.site, self.brand
        parts = (
            __version__,
            asset("site/reader.css"),
            site.changed_at.isoformat(),
            *(site.title, site.tagline, site.speaks, site.comments, site.domain, self.to.origin),
            *(brand.name, brand.tagline, brand.accent, brand.zone),
            self.now.date().isoformat(),
            *more,
        )
        return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=12).hexdigest()


@cache
def asset(name: str) -> str:
    """Address of a static file with its content's hash, so that it can be kept for ever."""
    found = finders.find(name)
    content = Path(found).read_bytes() if isinstance(found, str) else name.encode()
    return f"{static(name)}?v={hashlib.blake2b(content, digest_size=4).hexdigest()}"


def frame_of(slug: str, now: datetime) -> Frame:
    """The site of the brand with this slug; Http404 when there is none."""
    site = Site.objects.select_related("brand").filter(brand__slug=slug).first()
    if site is None:
        brand = Brand.objects.filter(slug=slug).first()
        if brand is None:
            raise Http404
        site = Site.of(brand, now)
    return Frame(site, Addresses.of(site, slug), now)


def reader(view: View) -> View:
    """Turn `view(request, frame, …)` into `view(request, slug, …)` for the public.

    It speaks the site's language in the brand's zone, allows nothing from elsewhere, asks for no
    cookie, and answers 404 in the site's own words.
    """

    @csrf_exempt  # readers have no cookies; forms carry a signed token instead
    @csp_replace(_POLICY)
    @wraps(view)
    def page(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        frame = frame_of(slug, clock.now())
        zone = ZoneInfo(frame.brand.zone)
        with translation.override(frame.site.speaks), timezone.override(zone):
            try:
                return view(request, frame, **kwargs)
            except Http404 as missing:
                return missing_page(frame, str(missing))

    page.for_readers = True  # HostMiddleware gives it the brand of the domain
    return page


def show(
    request: HttpRequest, frame: Frame, template: str, context: dict[str, Any], *, state: str
) -> HttpResponse:
    """Answer with the page, or with 304 when the reader's browser has this very state."""
    return _answer(
        request, state, None, "text/html; charset=utf-8", lambda: render(frame, template, context)
    )


def show_as(
    request: HttpRequest, frame: Frame, content_type: str, state: str, make: Callable[[], str]
) -> HttpResponse:
    """The same for programs, some of which know dates only: the site's last change dates it."""
    last = int(frame.site.changed_at.timestamp())
    return _answer(request, state, last, content_type, make)


def _answer(
    request: HttpRequest,
    state: str,
    last: int | None,
    content_type: str,
    make: Callable[[], str],
) -> HttpResponse:
    etag = quote_etag(state)
    response = get_conditional_response(request, etag=etag, last_modified=last)
    if response is None:
        response = HttpResponse(make(), content_type=content_type)
    response["ETag"] = etag
    if last is not None:
        response["Last-Modified"] = http_date(last)
    response["Cache-Control"] = "no-cache"
    return response


def render(frame: Frame, template: str, context: dict[str, Any]) -> str:
    """The page as text. No request goes in, so nothing of a person can come out."""
    return render_to_string(template, {"frame": frame, "site": frame.site, **context})


def missing_page(frame: Frame, why: str) -> HttpResponse:
    """404, or 410 for what was there and was taken down."""
    gone = why == "gone"
    html = render(frame, "reader/missing.html", {"gone": gone})
    return HttpResponse(html, status=410 if gone else 404)
