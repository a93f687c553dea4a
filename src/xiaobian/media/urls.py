"""The library's addresses at the desk."""

from __future__ import annotations

from django.urls import path

from xiaobian.media import views

app_name = "media"
urlpatterns = [
    path("", views.library, name="library"),
    path("upload/", views.upload, name="upload"),
    path("picker/", views.picker, name="picker"),
    path("<uuid:pk>/", views.show, name="show"),
    path("<uuid:pk>/description/", views.describe, name="describe"),
    path("<uuid:pk>/variants/", views.variants, name="variants"),
    path("<uuid:pk>/removal/", views.remove, name="remove"),
    path("<uuid:pk>/return/", views.restore, name="restore"),
    path("<uuid:pk>/file/", views.file, name="file"),
    path("<uuid:pk>/<str:purpose>/", views.variant, name="variant"),
]
