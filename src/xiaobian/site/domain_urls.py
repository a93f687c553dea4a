"""A brand's own domain: its site at the root, with the pictures and short links it shows."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("xiaobian.numbers.public_urls")),
    path("", include("xiaobian.media.public_urls")),
    path("", include("xiaobian.site.reader_urls")),
]
