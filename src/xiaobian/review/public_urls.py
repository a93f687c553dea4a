"""What people outside the desk may open: the page behind a review link."""

from __future__ import annotations

from django.urls import path

from xiaobian.review.views import public

urlpatterns = [path("r/<str:token>", public.show, name="review_link")]
