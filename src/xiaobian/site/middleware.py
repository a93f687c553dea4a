"""Which host was asked for: the desk, a brand's own domain, or a stranger's mistake.

Readers' pages are answered here, before sessions, sign-in and messages: a reader can't be given a
cookie by code that never runs.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.signing import Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

from xiaobian.site.models import Site

_OPEN = ("/s/", "/l/", "/m/")
PROOF = "/.well-known/xiaobian"
_signer = Signer(salt="xiaobian.site.domain")
_SITE_URLS, _DOMAIN_URLS = "xiaobian.site.open_urls", "xiaobian.site.domain_urls"


class HostMiddleware:
    """Answers for brands' own domains, `/s/…`, `/l/…`, `/m/…`; lets the desk's own hosts pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            host = host_name(request.get_host())
        except DisallowedHost:
            return _plain("This name is not valid.", 400)
        if request.path_info == PROOF:
            return proof(request)
        if is_desk(host):
            is_open = request.path_info.startswith(_OPEN)
            return _answer(request, _SITE_URLS, None) if is_open else self.get_response(request)
        slug = brand_at(host)
        return _answer(request, _DOMAIN_URLS, slug) if slug else _stranger(request)


def _stranger(request: HttpRequest) -> HttpResponse:
    """A name that leads here and belongs to nobody."""
    if request.method in ("GET", "HEAD") and request.path_info == "/":
        return HttpResponseRedirect(settings.PUBLIC_URL + "/")
    return _plain("Nobody lives here.", 404)


def host_name(host: str) -> str:
    """The name without port, lower case."""
    return (urlsplit(f"//{host}").hostname or "").rstrip(".").lower()


def is_desk(host: str) -> bool:
    """Whether the host is the desk's own.

    While no public address is configured (it is still this machine's loopback address) any name
    that is no brand's may be the desk's: a first look must work from wherever it is opened.
    """
    own = host_name(urlsplit(settings.PUBLIC_URL).netloc)
    if host == own or _is_loopback(host) or "." not in host:
        return True
    return _is_loopback(own) and not brand_at(host)


def brand_at(host: str) -> str:
    """The slug of the brand whose verified domain this is, or ''."""
    serving = Site.objects.filter(domain__iexact=host, domain_verified_at__isnull=False)
    return serving.values_list("brand__slug", flat=True).first() or ""


def proof(request: HttpRequest) -> HttpResponse:
    """What only this desk can say about a name: a domain that says it leads here."""
    return _plain(proof_of(host_name(request.get_host())), 200)


def proof_of(host: str) -> str:
    """The signature of a name under this desk's key."""
    return _signer.signature(host)


def _answer(request: HttpRequest, urlconf: str, slug: str | None) -> HttpResponse:
    request.urlconf = urlconf
    path = request.path_info
    if "\0" in path or "%00" in request.META.get("QUERY_STRING", ""):
        return _plain("There is nothing at this address.", 404)
    try:
        view, args, kwargs = resolve(path, urlconf)
    except Resolver404:
        if not path.endswith("/") and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(f"{path}/".replace("//", "/"), status=301)
        return _plain("There is nothing at this address.", 404)
    if slug is not None and _is_reader(view):
        kwargs = {"slug": slug, **kwargs}
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return _plain("There is nothing at this address.", 404)


def _is_reader(view: Callable[..., HttpResponse]) -> bool:
    return getattr(view, "for_readers", False)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text + "\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
