"""What the palette (⌘K) offers: places, acts, and what a search finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.media.models import Asset
from xiaobian.web.navigation import COMPOSE, ENTRIES, open_to

EACH = 6  # results of one kind


@dataclass(frozen=True, slots=True)
class Item:
    """One line: choosing it goes to `href`."""

    label: str
    href: str
    icon: str
    note: str = ""
    key: str = ""


def offers(request: HttpRequest, query: str) -> list[dict[str, Any]]:
    """Groups of items that fit the query; everything that can be gone to when it is empty."""
    groups = [(_("Do"), list(acts(request))), (_("Go to"), list(places(request)))]
    wanted = query.casefold()
    groups = [
        (label, [i for i in items if wanted in i.label.casefold()]) for label, items in groups
    ]
    if query:
        groups += [(label(), list(find(request, query))) for label, find in SOURCES]
    return [
        {"label": label, "items": [asdict(i) for i in items]} for label, items in groups if items
    ]


def acts(request: HttpRequest) -> Iterator[Item]:
    """What can be begun from anywhere."""
    for entry in open_to(request, (COMPOSE,)):
        yield Item(str(entry.label), entry.href, entry.icon, key="c")


def places(request: HttpRequest) -> Iterator[Item]:
    """Every place of the navigation."""
    for entry in open_to(request, ENTRIES):
        yield Item(
            str(entry.label), entry.href, entry.icon, key=f"g {entry.go}" if entry.go else ""
        )


def drafts(request: HttpRequest, query: str) -> Iterator[Item]:
    """Drafts by title or text."""
    found = Draft.objects.of(request.brand).matching(query)
    for draft in found[:EACH]:
        yield from _item(str(draft), "drafts:show", draft.pk, "file-text")


def accounts(request: HttpRequest, query: str) -> Iterator[Item]:
    """Accounts by name or handle."""
    found = Account.objects.of(request.brand).filter(
        Q(name__icontains=query) | Q(handle__icontains=query)
    )
    for account in found[:EACH]:
        yield from _item(account.name, "accounts:show", account.pk, "plug", account.handle)


def media(request: HttpRequest, query: str) -> Iterator[Item]:
    """Pictures by name or description."""
    found = Asset.objects.filter(brand=request.brand, removed_at=None).filter(
        Q(name__icontains=query) | Q(alt__icontains=query)
    )
    for asset in found.order_by("-made_at")[:EACH]:
        yield from _item(asset.name, "media:show", asset.pk, "image", asset.alt[:60])


def _item(label: str, url: str, pk: Any, icon: str, note: str = "") -> Iterator[Item]:
    """The item, unless its page does not exist."""
    try:
        yield Item(label, reverse(url, args=[pk]), icon, note)
    except NoReverseMatch:
        return


SOURCES: tuple[tuple[Callable[[], str], Callable[[HttpRequest, str], Iterator[Item]]], ...] = (
    (lambda: _("Drafts"), drafts),
    (lambda: _("Accounts"), accounts),
    (lambda: _("Media"), media),
)
