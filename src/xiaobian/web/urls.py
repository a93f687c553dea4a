"""Every address of the desk. Packages bring their own; what isn't there yet isn't linked."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from xiaobian.web.views import components, shell, today

Address = URLPattern | URLResolver

# Where each package's `urls.py` lies. Those that hold several places lie at the desk itself.
PLACES = {
    "people": "desk/",
    "accounts": "desk/",
    "media": "desk/media/",
    "drafts": "desk/drafts/",
    "review": "desk/review/",
    "publishing": "desk/",
    "numbers": "desk/numbers/",
    "site": "desk/site/",
}


def brought(packages: dict[str, str], module: str) -> list[Address]:
    """The addresses of the packages that have such a module."""
    names = [(place, f"xiaobian.{package}.{module}") for package, place in packages.items()]
    return [path(place, include(name)) for place, name in names if find_spec(name)]


urlpatterns: list[Address] = [
    path("", shell.home, name="home"),
    path("theme/", shell.theme, name="theme"),
    path("language/", shell.language, name="language"),
    path("account/", include("allauth.urls")),
    path("desk/", today.today, name="today"),
    path("desk/palette", shell.palette, name="palette"),
    path("desk/places", shell.places, name="places"),
    path("desk/components", components.components, name="components"),
    *brought(PLACES, "urls"),
    # What the public sees: short links, invitations, the reviewer's page, the brands' sites.
    *brought(dict.fromkeys(PLACES, ""), "public_urls"),
    *brought({"api": "api/"}, "urls"),
]

handler400 = "xiaobian.web.views.errors.bad_request"
handler403 = "xiaobian.web.views.errors.forbidden"
handler404 = "xiaobian.web.views.errors.not_found"
handler500 = "xiaobian.web.views.errors.broken"
