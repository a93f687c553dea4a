"""Deliveries: promise, move, take back, settle, withdraw, update; and their whole story."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from xiaobian.accounts.models import Account
from xiaobian.api.door import Needs
from xiaobian.api.paging import Cursor, page
from xiaobian.api.schemas import BeatOut, DeliveryIn, DeliveryOut, MomentIn, SettleIn
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.publishing import after, story, verbs
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import Moment, at_wall, next_slot, right_now
from xiaobian.publishing.words import worded

router = Router(tags=["deliveries"])


@router.get("", response=dict[str, Any], auth=Needs(Act.SEE))
def listed(
    request: HttpRequest, cursor: Query[Cursor], state: str = "", draft: UUID | None = None
) -> dict[str, Any]:
    """Deliveries, the newest first; `state` and `draft` narrow them."""
    rows = _rows(request)
    rows = rows.filter(state=state) if state else rows
    found = page(rows.filter(draft=draft) if draft else rows, cursor)
    return found | {"items": [_out(d) for d in worded(found["items"])]}


@router.post("", response={201: DeliveryOut}, auth=Needs(Act.PUBLISH))
def promise(request: HttpRequest, given: DeliveryIn) -> Status:
    """Promise that a draft appears on an account."""
    now = clock.now()
    draft = get_object_or_404(Draft, pk=given.draft, brand=request.brand)
    account = get_object_or_404(Account.objects.of(request.brand), pk=given.account)
    moment = _moment(request, given.when, given.wall, account)
    delivery = verbs.promise(draft, account, moment, request.member.user, now)
    return Status(201, _one(request, delivery.pk))


@router.get("/{delivery_id}", response=DeliveryOut, auth=Needs(Act.SEE))
def show(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """One delivery."""
    return _one(request, delivery_id)


@router.get("/{delivery_id}/story", response=list[BeatOut], auth=Needs(Act.SEE))
def told(request: HttpRequest, delivery_id: UUID) -> list[story.Beat]:
    """Everything that happened to it, the oldest first."""
    return story.of(_delivery(request, delivery_id))


@router.put("/{delivery_id}/moment", response=DeliveryOut, auth=Needs(Act.PUBLISH))
def move(request: HttpRequest, delivery_id: UUID, given: MomentIn) -> dict[str, Any]:
    """Give it another moment; also how a missed, refused or cancelled one is tried again."""
    delivery = _delivery(request, delivery_id)
    moment = _moment(request, given.when, given.wall, delivery.account)
    verbs.move(delivery, moment, request.member.user, clock.now())
    return _one(request, delivery_id)


@router.delete("/{delivery_id}", response=DeliveryOut, auth=Needs(Act.PUBLISH))
def cancel(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """Take the promise back before it is kept."""
    verbs.cancel(_delivery(request, delivery_id), request.member.user, clock.now())
    return _one(request, delivery_id)


@router.post("/{delivery_id}/settlement", response=DeliveryOut, auth=Needs(Act.PUBLISH))
def settle(request: HttpRequest, delivery_id: UUID, given: SettleIn) -> dict[str, Any]:
    """A person looked: it is there, or it is not."""
    delivery, user, now = _delivery(request, delivery_id), request.member.user, clock.now()
    if given.there:
        verbs.say_it_is_there(delivery, given.url, user, now)
    else:
        verbs.say_it_is_not(delivery, user, now)
    return _one(request, delivery_id)


@router.post("/{delivery_id}/withdrawal", response=DeliveryOut, auth=Needs(Act.PUBLISH))
def withdraw(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """Take a published post down."""
    after.withdraw(_delivery(request, delivery_id), request.member.user)
    return _one(request, delivery_id)


@router.post("/{delivery_id}/update", response=DeliveryOut, auth=Needs(Act.PUBLISH))
def update(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    """Bring a published post to what the draft says now."""
    after.update(_delivery(request, delivery_id), request.member.user)
    return _one(request, delivery_id)


def _rows(request: HttpRequest) -> Any:
    return Delivery.objects.of(request.brand).select_related("account", "draft__brand")


def _delivery(request: HttpRequest, delivery_id: UUID) -> Delivery:
    return get_object_or_404(_rows(request), pk=delivery_id)


def _one(request: HttpRequest, delivery_id: UUID) -> dict[str, Any]:
    return _out(worded([_delivery(request, delivery_id)])[0])


def _out(delivery: Delivery) -> dict[str, Any]:
    return DeliveryOut.from_orm(delivery).dict(by_alias=True)


def _moment(request: HttpRequest, when: str, wall: str, account: Account) -> Moment:
    now, zone = clock.now(), request.brand.zone
    if when == "slot":
        return next_slot(account, zone, now)
    return at_wall(wall, zone, now) if when == "at" else right_now(zone, now)
