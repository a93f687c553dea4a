"""A brand's own domain: its site at the root, with the pictures and short links it shows."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

_BESIDE = ("xiaobian.numbers.public_urls", "xiaobian.media.public_urls")

urlpatterns = [
    *(path("", include(name)) for name in _BESIDE if find_spec(name)),
    path("", include("xiaobian.site.reader_urls")),
]
