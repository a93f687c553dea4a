"""What people open who hold an invitation: no brand before the path."""

from __future__ import annotations

from django.urls import path

from xiaobian.people.views import join

urlpatterns = [
    path("join/<str:token>/", join.join, name="join"),
    path("join/<str:token>/qr.svg", join.qr, name="join_qr"),
]
