"""Addresses of drafts, below /desk/drafts/."""

from __future__ import annotations

from django.urls import path

from xiaobian.drafts.views import editor, shelf, versions

app_name = "drafts"
urlpatterns = [
    path("", shelf.list_, name="list"),
    path("new/", editor.new, name="new"),
    path("preview/", editor.preview, name="preview"),
    path("difference/", editor.difference, name="difference"),
    path("pictures/", editor.pictures, name="pictures"),
    path("<uuid:pk>/", editor.show, name="show"),
    path("<uuid:pk>/save/", editor.save, name="save"),
    path("<uuid:pk>/archive/", shelf.archive, name="archive"),
    path("<uuid:pk>/bring-back/", shelf.bring_back, name="bring_back"),
    path("<uuid:pk>/versions/", versions.list_, name="versions"),
    path("<uuid:pk>/versions/<int:number>/go-back/", versions.go_back, name="go_back"),
]
