"""Founding one more brand."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xiaobian.accounts.forms import NewBrandForm
from xiaobian.accounts.verbs import open_brand
from xiaobian.kernel import clock
from xiaobian.people.entry import sign_in_url
from xiaobian.people.models import User


@require_http_methods(["GET", "POST"])
def new_brand(request: HttpRequest) -> HttpResponse:
    """Name a brand; whoever names it owns it. Open to everyone who is signed in."""
    if not request.user.is_authenticated:
        return redirect(sign_in_url(request))
    form = NewBrandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        brand = open_brand(
            data["brand"],
            cast("User", request.user),
            clock.now(),
            slug=data["slug"],
            zone=data["zone"],
        )
        return redirect(f"/b/{brand.slug}/desk/")
    return render(request, "accounts/new_brand.html", {"form": form})
