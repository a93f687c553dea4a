"""Short links, for everybody."""

from __future__ import annotations

from django.urls import path

from xiaobian.numbers import views

app_name = "links"
urlpatterns = [path("l/<str:code>", views.follow, name="follow")]
