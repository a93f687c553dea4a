"""The audit trail of the brand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from xiaobian.kernel.models import Event
from xiaobian.kernel.streams import TextStream
from xiaobian.people import trail as trails
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.people.models import Brand


class FilterForm(forms.Form):
    """Which part of the trail to show."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What about"), required=False)
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("last day", "To"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Mapping[str, Any], brand: Brand) -> None:
        super().__init__(data)
        people = brand.members.select_related("user").order_by("made_at")
        everyone = [(str(m.user_id), str(m.user)) for m in people]
        self.fields["person"].choices = [("", _("Everybody")), *everyone]
        self.fields["kind"].choices = [("", _("Everything")), *trails.kinds().items()]

    @property
    def wanted(self) -> trails.Filter:
        """The filter, without the parts that made no sense."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return trails.Filter(
            data.get("person") or None,
            data.get("kind") or "",
            data.get("since"),
            data.get("until"),
        )


@member(Act.BRAND)
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """What was done, newest first."""
    form = FilterForm(request.GET, request.brand)
    found = trails.events_of(request.brand, form.wanted)
    rows, more = trails.page_after(found, _last(request))
    told = [(event, trails.sentence(event)) for event in rows]
    older = str(rows[-1].pk) if more else ""
    query = request.GET.copy()
    query.pop("after", None)
    context = {"form": form, "rows": told, "older": older, "query": query.urlencode()}
    return render(request, "people/trail.html", context)


@member(Act.BRAND)
@require_GET
def export(request: HttpRequest) -> TextStream:
    """The same part of the trail as a file for a spreadsheet."""
    form = FilterForm(request.GET, request.brand)
    found = trails.events_of(request.brand, form.wanted).iterator(chunk_size=500)
    lines = _in_language(trails.as_csv(found, request.brand.zone), translation.get_language())
    name = f"{request.brand.slug}-trail.csv"
    return TextStream(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _in_language(lines: Iterator[str], language: str | None) -> Iterator[str]:
    """A stream outlives the request; each line is still told in the reader's language."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _last(request: HttpRequest) -> Event | None:
    try:
        return Event.objects.filter(brand_id=request.brand.pk, pk=request.GET["after"]).first()
    except (KeyError, ValueError, forms.ValidationError):
        return None
