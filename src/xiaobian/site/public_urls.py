"""The brands' sites below the desk's own address."""

from __future__ import annotations

from django.urls import include, path

from xiaobian.site import feeds, middleware

app_name = "reader"
urlpatterns = [
    path("s/<slug:slug>/", include("xiaobian.site.reader_urls")),
    path("robots.txt", feeds.desk_robots, name="desk_robots"),
    path(".well-known/xiaobian", middleware.proof, name="proof"),
]
