"""Calendar, deliveries, and what can be done with them."""

from django.urls import path

from xiaobian.publishing import calendar, views

app_name = "publishing"
urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", calendar.feed, name="feed"),
    path("publishing/drafts/<uuid:draft_id>/", views.panel, name="panel"),
    path("publishing/drafts/<uuid:draft_id>/promise/", views.promise, name="promise"),
    path("publishing/<uuid:delivery_id>/", views.show, name="show"),
    path("publishing/<uuid:delivery_id>/move/", views.move, name="move"),
    path("publishing/<uuid:delivery_id>/cancel/", views.cancel, name="cancel"),
    path("publishing/<uuid:delivery_id>/settle/", views.settle, name="settle"),
    path("publishing/<uuid:delivery_id>/withdraw/", views.withdraw, name="withdraw"),
    path("publishing/<uuid:delivery_id>/update/", views.update, name="update"),
]
