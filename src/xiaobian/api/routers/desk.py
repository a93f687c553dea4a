"""The brand behind the token, and its trail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from xiaobian.api.door import Needs
from xiaobian.api.paging import Cursor, page
from xiaobian.api.schemas import BrandOut, EventOut
from xiaobian.kernel.models import Event
from xiaobian.people.access import Act
from xiaobian.people.models import Brand

router = Router(tags=["desk"])


@router.get("/brand", response=BrandOut, auth=Needs(Act.SEE))
def brand(request: HttpRequest) -> Brand:
    """The brand this token works for."""
    return request.brand


@router.get("/events", response=dict[str, Any], auth=Needs(Act.BRAND))
def events(request: HttpRequest, cursor: Query[Cursor], verb: str = "") -> dict[str, Any]:
    """The audit trail, the newest first; `verb` narrows it (`delivery.sent`)."""
    rows = Event.objects.filter(brand_id=request.brand.pk)
    found = page(rows.filter(verb=verb) if verb else rows, cursor)
    return found | {"items": [EventOut.from_orm(e).dict() for e in found["items"]]}
