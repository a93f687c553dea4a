"""The site below /desk/site/."""

from __future__ import annotations

from django.urls import path

from xiaobian.site import views

app_name = "site"
urlpatterns = [
    path("", views.look, name="look"),
    path("domain/check/", views.check_domain, name="check_domain"),
    path("comments/", views.comments, name="comments"),
    path("comments/decide/", views.decide, name="decide"),
]
