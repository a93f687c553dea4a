"""What the brand is and how it works."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.forms import BrandForm
from xiaobian.people.guard import member
from xiaobian.people.models import Brand


@member(Act.BRAND)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change the brand."""
    # The form works on a copy: until it is saved, the frame around the page shows the brand as is.
    form = BrandForm(request.POST or None, instance=Brand.objects.get(pk=request.brand.pk))
    if request.method == "POST" and form.is_valid():
        if request.brand.change(form.cleaned_data, request.member.user, clock.now()):
            messages.success(request, _("Saved."))
        return redirect("people:settings")
    return render(request, "people/settings.html", {"form": form})
