"""Addresses of review, below /desk/review/."""

from __future__ import annotations

from django.urls import path

from xiaobian.review.views import acts, pages

app_name = "review"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("<uuid:pk>/", pages.show, name="show"),
    path("<uuid:pk>/bar/", pages.bar, name="bar"),
    path("<uuid:pk>/submit/", acts.submit, name="submit"),
    path("<uuid:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("<uuid:pk>/decide/", acts.decide, name="decide"),
    path("<uuid:pk>/links/", acts.make_link, name="make_link"),
    path("links/<uuid:pk>/revoke/", acts.revoke_link, name="revoke_link"),
]
