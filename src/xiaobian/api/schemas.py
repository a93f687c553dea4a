"""The shapes of the API. Times are ISO 8601 with an offset; ids are UUIDs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema


class BrandOut(Schema):
    id: UUID
    name: str
    slug: str
    zone: str
    language: str
    reviewers_required: int


class AccountOut(Schema):
    id: UUID
    kind: str
    name: str
    handle: str
    url: str
    health: str
    health_note: str
    capabilities: list[str]


class AssetOut(Schema):
    id: UUID
    ref: str
    name: str
    mime: str
    size: int
    width: int
    height: int
    alt: str


class AssetIn(Schema):
    alt: str = Field(max_length=2000)


class DraftIn(Schema):
    """`targets` are account ids; left out, every account of the brand. `overrides` by account id."""

    title: str = Field("", max_length=300)
    text: str = Field("", max_length=200_000)
    tags: list[str] = []
    language: str = Field("", max_length=20)
    overrides: dict[str, dict[str, Any]] = {}
    targets: list[UUID] | None = None


class DraftChange(DraftIn):
    """`revision` is the one the change started from; a newer one answers 409."""

    revision: int


class DraftLine(Schema):
    id: UUID
    title: str
    revision: int
    edited_at: datetime


class DraftOut(DraftLine):
    text: str
    tags: list[str]
    language: str
    overrides: dict[str, dict[str, Any]]
    targets: list[UUID]

    @staticmethod
    def resolve_targets(draft: Any) -> list[UUID]:
        return [account.pk for account in draft.targets.all()]


class VersionOut(Schema):
    id: UUID
    number: int
    title: str
    text: str
    tags: list[str]
    at: datetime
    why: str


class PreviewOut(Schema):
    account: UUID
    blocked: bool
    rendition: dict[str, Any]


class NoteIn(Schema):
    note: str = Field("", max_length=1000)


class DecisionIn(Schema):
    verdict: Literal["approve", "return"]
    reason: str = Field("", max_length=2000)


class StandingOut(Schema):
    required: int
    approvals: int
    approved: bool
    waiting: bool
    word: str


class DeliveryIn(Schema):
    """`when`: now, at (with `wall`, e.g. 2026-11-22T12:10, in the brand's zone) or slot."""

    draft: UUID
    account: UUID
    when: Literal["now", "at", "slot"] = "now"
    wall: str = ""


class MomentIn(Schema):
    when: Literal["now", "at", "slot"] = "at"
    wall: str = ""


class SettleIn(Schema):
    there: bool
    url: str = ""


class DeliveryOut(Schema):
    id: UUID
    draft: UUID = Field(alias="draft_id")
    account: UUID = Field(alias="account_id")
    state: str
    word: str
    note: str
    due_at: datetime
    wall: str
    zone: str
    sent_at: datetime | None
    verified_at: datetime | None
    url: str
    remote_id: str


class BeatOut(Schema):
    at: datetime
    kind: str
    actor: str
    outcome: str
    why: str


class EventOut(Schema):
    id: UUID
    at: datetime
    verb: str
    actor: str
    subject_id: UUID | None
    subject: str
    data: dict[str, Any]
