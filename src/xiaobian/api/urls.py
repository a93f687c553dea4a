"""The one API object of this process."""

from django.urls import path

from xiaobian.api.app import build

urlpatterns = [path("v1/", build().urls)]
