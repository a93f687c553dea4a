"""What the desk's own host answers without sessions: sites, short links and pictures."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("xiaobian.numbers.public_urls")),
    path("", include("xiaobian.media.public_urls")),
    path("", include("xiaobian.site.public_urls")),
]
