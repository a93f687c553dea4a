"""Short links: where they lead, and who followed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiaobian.numbers import visitors
from xiaobian.numbers.models import Click, ClickDay, Link

TARGET_MAX = 2000
_valid = URLValidator(schemes=["http", "https"])


def check_target(target: str) -> str:
    """The address as it will be kept; raises ValidationError for what must not be led to.

    Only the web: no `javascript:`, no name and password in front of a host to fool readers with,
    nothing that could end a header.
    """
    target = target.strip()
    if len(target) > TARGET_MAX or any(ord(c) < 33 or ord(c) == 127 for c in target):
        raise ValidationError(_("This is not an address of a page."), code="target")
    try:
        parts = urlsplit(target)
        named = "@" in parts.netloc
    except ValueError as error:
        raise ValidationError(_("This is not an address of a page."), code="target") from error
    if named:
        raise ValidationError(_("Write the address without a user name."), code="target")
    _valid(target)
    return target


def is_prefetch(request: HttpRequest) -> bool:
    """Whether a browser asks ahead for something nobody clicked."""
    told = " ".join(request.headers.get(h, "") for h in ("Sec-Purpose", "Purpose", "X-Moz"))
    return "prefetch" in told.lower() or "preview" in told.lower()


def note_click(link: Link, request: HttpRequest, now: datetime) -> None:
    """Write down that somebody followed the link."""
    number, kind = visitors.of_request(request, link.brand_id, link.brand.zone, now)
    Click.objects.create(
        pk=(link.pk, number, now),
        brand_id=link.brand_id,
        bot=int(kind),
        source=_source(request),
    )


def _source(request: HttpRequest) -> str:
    try:
        host = urlsplit(request.headers.get("Referer", "")).hostname or ""
    except ValueError:
        return ""
    return "" if host == request.get_host().split(":")[0] else host[:100]


@dataclass(frozen=True, slots=True)
class Clicks:
    """A link's figures since it was made."""

    clicks: int = 0
    visitors: int = 0
    bots: int = 0


def clicks_of(links: Iterable[UUID]) -> dict[UUID, Clicks]:
    """The clicks of many links in one query; those nobody followed are left out."""
    rows = (
        ClickDay.objects.filter(link_id__in=list(links))
        .values_list("link_id")
        .annotate(Sum("clicks"), Sum("visitors"), Sum("bots"))
        .order_by()
    )
    return {link: Clicks(*figures) for link, *figures in rows}
