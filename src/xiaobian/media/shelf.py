"""What the library shows: one page of pictures, and what each is ready for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiaobian.accounts.registry import UnknownPlatform, connector
from xiaobian.media.models import Asset, Variant
from xiaobian.media.variants import CARD, PLATFORM, purposes
from xiaobian.people.models import Brand

PAGE = 48


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the library, newest first, with the cursors of its neighbours."""

    assets: list[Asset]
    newer: str
    older: str
    words: str
    undescribed: bool

    @property
    def searched(self) -> bool:
        """Whether something narrows it."""
        return bool(self.words or self.undescribed)

    @property
    def first(self) -> bool:
        """Whether this is where new pictures appear."""
        return not (self.newer or self.searched)


def shelf(brand: Brand, asked: Mapping[str, str]) -> Shelf:
    """The page that the address asks for: `q`, `undescribed`, and `after` or `before` a picture."""
    words, undescribed = asked.get("q", "").strip()[:200], "undescribed" in asked
    found = Asset.objects.of(brand).kept().matching(words)
    found = found.undescribed() if undescribed else found
    after, before = cursor(asked.get("after", "")), cursor(asked.get("before", ""))
    if before:
        page = list(found.filter(pk__gt=before).order_by("pk")[: PAGE + 1])
        more, page = len(page) > PAGE, page[:PAGE][::-1]
        return Shelf(page, edge(page, 0) if more else "", edge(page, -1), words, undescribed)
    page = list((found.filter(pk__lt=after) if after else found).newest()[: PAGE + 1])
    more, page = len(page) > PAGE, page[:PAGE]
    newer = edge(page, 0) if after else ""
    return Shelf(page, newer, edge(page, -1) if more else "", words, undescribed)


def cursor(text: str) -> UUID | None:
    """A cursor from an address; nonsense is the beginning."""
    try:
        return UUID(text)
    except ValueError:
        return None


def edge(page: list[Asset], place: int) -> str:
    """The cursor at one end of a page."""
    return str(page[place].pk) if page else ""


@dataclass(frozen=True, slots=True)
class Ready:
    """One purpose of a picture: what it is called, what was made, or why it can't be."""

    purpose: str
    label: str | Promise
    variant: Variant | None

    @property
    def failed(self) -> str:
        """Why it can't be made; it was stored in English."""
        return gettext(self.variant.failed) if self.variant and self.variant.failed else ""


def readiness(asset: Asset) -> list[Ready]:
    """Every purpose of the picture, made or not."""
    made = {v.purpose: v for v in asset.variants.all()}
    return [Ready(p, label(p), made.get(p)) for p in purposes(asset)]


def label(purpose: str) -> str | Promise:
    """What a purpose is called."""
    if purpose == CARD:
        return _("Link cards")
    if not purpose.startswith(PLATFORM):
        return _("Pages, up to %(width)s pixels wide") % {"width": purpose[1:]}
    kind = purpose.removeprefix(PLATFORM)
    try:
        return connector(kind).manifest.name
    except UnknownPlatform:
        return kind
