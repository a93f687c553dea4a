"""Where readers of published pages get pictures: signed addresses, see media/public.py."""

from __future__ import annotations

from django.urls import path

from xiaobian.media import views

app_name = "pictures"
urlpatterns = [
    path("m/<str:key>/<str:purpose>/<str:signature>", views.published, name="picture"),
]
