"""The media library."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, Status, UploadedFile

from xiaobian.api.door import Needs
from xiaobian.api.paging import Cursor, page
from xiaobian.api.schemas import AssetIn, AssetOut
from xiaobian.kernel import clock
from xiaobian.media import verbs
from xiaobian.media.models import Asset
from xiaobian.people.access import Act

router = Router(tags=["media"])


@router.get("", response=dict[str, Any], auth=Needs(Act.SEE))
def listed(request: HttpRequest, cursor: Query[Cursor]) -> dict[str, Any]:
    """The pictures of the library."""
    found = page(Asset.objects.of(request.brand.pk).filter(removed_at=None), cursor)
    return found | {"items": [AssetOut.from_orm(a).dict() for a in found["items"]]}


@router.post("", response={201: AssetOut}, auth=Needs(Act.UPLOAD))
def add(request: HttpRequest, file: File[UploadedFile]) -> Status:
    """Add a picture (multipart, field `file`); the same file again is the same picture."""
    user = request.member.user
    return Status(201, verbs.add(request.brand, user, file, file.name or "picture", clock.now()))


@router.get("/{asset_id}", response=AssetOut, auth=Needs(Act.SEE))
def show(request: HttpRequest, asset_id: UUID) -> Asset:
    """One picture."""
    return _asset(request, asset_id)


@router.patch("/{asset_id}", response=AssetOut, auth=Needs(Act.UPLOAD))
def describe(request: HttpRequest, asset_id: UUID, given: AssetIn) -> Asset:
    """Say what the picture shows, for people who can't see it."""
    asset = _asset(request, asset_id)
    verbs.describe(asset, given.alt, request.member.user, clock.now())
    return asset


@router.delete("/{asset_id}", response={204: None}, auth=Needs(Act.UPLOAD))
def remove(request: HttpRequest, asset_id: UUID) -> Status:
    """Take the picture out of the library; adding it again brings it back."""
    verbs.remove(_asset(request, asset_id), request.member.user, clock.now())
    return Status(204, None)


def _asset(request: HttpRequest, asset_id: UUID) -> Asset:
    return get_object_or_404(Asset.objects.of(request.brand.pk), pk=asset_id)
