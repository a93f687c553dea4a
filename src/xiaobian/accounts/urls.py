"""Pages about accounts, /desk/accounts/…, and where a brand is founded."""

from __future__ import annotations

from django.urls import path

from xiaobian.accounts import entry, views

app_name = "accounts"
urlpatterns = [
    path("brands/new/", entry.new_brand, name="new_brand"),
    path("accounts/", views.accounts, name="list"),
    path("accounts/connect/<slug:kind>/", views.connect, name="connect"),
    path("accounts/<uuid:pk>/", views.show, name="show"),
    path("accounts/<uuid:pk>/check/", views.check, name="check"),
    path("accounts/<uuid:pk>/reconnect/", views.reconnect, name="reconnect"),
    path("accounts/<uuid:pk>/disconnect/", views.disconnect, name="disconnect"),
    path("accounts/<uuid:pk>/slots/", views.add_slots, name="add_slots"),
    path("accounts/<uuid:pk>/slots/<uuid:slot>/remove/", views.drop_slot, name="drop_slot"),
]
