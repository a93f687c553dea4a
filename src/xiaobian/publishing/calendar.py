"""The calendar over all accounts: month, week and list, with a plain list where there is no script."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State
from xiaobian.publishing.words import worded

AT_MOST = 2000  # events a view; a month of a very busy brand has about 1,500


@require_GET
@member(Act.SEE)
def calendar(request: HttpRequest) -> HttpResponse:
    """The page; its events come from `feed`."""
    now = clock.now()
    coming = _between(request, now - timedelta(hours=12), now + timedelta(days=14))[:50]
    return render(
        request,
        "publishing/calendar.html",
        {
            "coming": worded(coming),
            "today": clock.to_wall(now, request.brand.zone),
            "may_move": request.member.may(Act.PUBLISH),
        },
    )


@require_GET
@member(Act.SEE)
def feed(request: HttpRequest) -> JsonResponse:
    """Deliveries between `start` and `end` (ISO instants) as FullCalendar's events, in wall time."""
    start, end = _edge(request, "start"), _edge(request, "end")
    if start is None or end is None or end - start > timedelta(days=100):
        return JsonResponse(
            {"error": "start and end are needed, at most 100 days apart"}, status=400
        )
    listed = worded(_between(request, start, end)[:AT_MOST])
    return JsonResponse([_event(d, request.brand.zone) for d in listed], safe=False)


def _between(request: HttpRequest, start: datetime, end: datetime) -> list[Delivery]:
    rows = Delivery.objects.of(request.brand).filter(due_at__gte=start, due_at__lt=end)
    return (
        rows.exclude(state=State.CANCELLED)
        .select_related("account", "draft__brand")
        .order_by("due_at")
    )


def _event(delivery: Delivery, zone: str) -> dict[str, object]:
    manifest = delivery.account.manifest
    return {
        "id": str(delivery.pk),
        "title": str(delivery.draft),
        "start": clock.to_wall(delivery.due_at, zone).isoformat(),
        "url": reverse("publishing:show", args=[delivery.pk]),
        "editable": delivery.state in (State.SCHEDULED, State.MISSED, State.REFUSED),
        "extendedProps": {
            "word": delivery.word,
            "account": delivery.account.name,
            "mark": manifest.mark,
            "colour": manifest.colour,
            "move": reverse("publishing:move", args=[delivery.pk]),
        },
    }


def _edge(request: HttpRequest, name: str) -> datetime | None:
    try:
        found = parse_datetime(request.GET.get(name, "").replace(" ", "+"))
    except ValueError:
        return None
    if found is not None and found.tzinfo is None:
        try:
            return clock.to_instant(found, request.brand.zone)
        except clock.WallTimeGap as gap:
            return clock.to_instant(gap.after, request.brand.zone)
    return found
