"""Numbers below /desk/numbers/."""

from __future__ import annotations

from django.urls import path

from xiaobian.numbers import views

app_name = "numbers"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("export.csv", views.export, name="export"),
    path("links/<uuid:link_id>/retire/", views.retire, name="retire"),
    path("<uuid:draft_id>/", views.post, name="post"),
    path("<uuid:draft_id>/links/", views.shorten, name="shorten"),
]
