"""The calendar over all accounts: month, week and list, with a plain list where there is no script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.people.models import Brand
from xiaobian.publishing.models import Delivery, DeliveryQuerySet
from xiaobian.publishing.states import State
from xiaobian.publishing.words import worded

AT_MOST = 5000  # events a view; a month of a brand with 50,000 posts a year has about 4,200
_ANY = UUID(int=0)
_SHOWN = (
    *("state", "due_at", "verified_at", "account_id"),
    *("draft__title", "draft__content_hash", "draft__brand_id"),
)


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
    listed = worded(_light(request, _between(request, start, end)))
    return JsonResponse(list(_events(listed, request.brand)), safe=False)


def _between(request: HttpRequest, start: datetime, end: datetime) -> DeliveryQuerySet:
    rows = Delivery.objects.of(request.brand).filter(due_at__gte=start, due_at__lt=end)
    rows = rows.exclude(state=State.CANCELLED).order_by("due_at")
    return rows.select_related("account", "draft__brand")


def _light(request: HttpRequest, rows: DeliveryQuerySet) -> list[Delivery]:
    """The same rows with no more than a calendar shows: thousands of whole texts would be megabytes."""
    accounts = {account.pk: account for account in request.brand.accounts.all()}
    rows = (
        rows.select_related(None).select_related("draft").annotate(opening=Left("draft__text", 80))
    )
    listed = list(rows.only(*_SHOWN)[:AT_MOST])
    for delivery in listed:
        delivery.account = accounts[delivery.account_id]
        delivery.draft.brand, delivery.draft.text = request.brand, delivery.opening
    return listed


def _events(deliveries: list[Delivery], brand: Brand) -> Iterator[dict[str, object]]:
    # Addresses are made once and filled in: making thousands is most of the work otherwise.
    show, move = (reverse(f"publishing:{name}", args=[_ANY]) for name in ("show", "move"))
    for delivery in deliveries:
        manifest, key = delivery.account.manifest, str(delivery.pk)
        yield {
            "id": key,
            "title": str(delivery.draft),
            "start": clock.to_wall(delivery.due_at, brand.zone).isoformat(),
            "url": show.replace(str(_ANY), key),
            "editable": delivery.state in (State.SCHEDULED, State.MISSED, State.REFUSED),
            "extendedProps": {
                "word": delivery.word,
                "account": delivery.account.name,
                "mark": manifest.mark,
                "colour": manifest.colour,
                "move": move.replace(str(_ANY), key),
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
