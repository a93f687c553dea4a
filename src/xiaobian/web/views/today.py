"""Today: what waits, what goes out, what happened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.guard import member
from xiaobian.web.today import day_of


@require_GET
@member(Act.SEE)
def today(request: HttpRequest) -> HttpResponse:
    """The first page of the day."""
    now = clock.now()
    return render(request, "web/today.html", {"now": now, "day": day_of(request.member, now)})
