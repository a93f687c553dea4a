"""Addresses of pictures for readers of published pages.

What is public is what a published page shows. The page's author mints the address; it carries a
signature over the picture's id and purpose, so nobody can guess another picture's address or ask
for another size, and no table has to be read to know that it is allowed. Originals, which carry
the camera's notes, have no public address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer

from xiaobian.media.models import Asset
from xiaobian.media.variants import CARD, width_purpose, widths
from xiaobian.people.models import Brand

_signer = Signer(salt="xiaobian.media.public", sep="/")


@dataclass(frozen=True, slots=True)
class Shown:
    """What an `<img>` needs. Width and height are those of the original's shape."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str


def url(asset: Asset, width: int = 1280) -> str:
    """The picture at least `width` pixels wide (if it has them), as a path on the public site."""
    return address(asset.pk, width_purpose(asset, width))


def card_url(asset: Asset) -> str:
    """The picture for link cards on other sites: JPEG, at most 1200 pixels."""
    return address(asset.pk, CARD)


def picture(ref: str, brand: Brand) -> Shown | None:
    """One picture of a text; None when the brand has no such picture."""
    return pictures([ref], brand).get(ref)


def pictures(refs: Iterable[str], brand: Brand) -> dict[str, Shown]:
    """Every picture of a text in one query, by reference; unknown ones are left out."""
    return {ref: shown(asset) for ref, asset in Asset.objects.of(brand).by_refs(set(refs)).items()}


def shown(asset: Asset) -> Shown:
    """The addresses of all widths of a picture."""
    made = widths(asset)
    srcset = ", ".join(f"{address(asset.pk, f'w{w}')} {min(w, asset.width)}w" for w in made)
    largest = min(made[-1], asset.width)
    height = max(1, round(asset.height * largest / max(1, asset.width)))
    return Shown(url(asset), srcset, largest, height, asset.alt)


def address(asset_id: UUID, purpose: str) -> str:
    """`/m/<id>/<purpose>/<signature>`, the same for ever."""
    signed = _signer.sign(f"{asset_id.hex}/{purpose}")
    return f"/m/{signed}"


def opened(asset_id: str, purpose: str, signature: str) -> tuple[UUID, str] | None:
    """What a signed address means; None when it was not minted here."""
    try:
        _signer.unsign(f"{asset_id}/{purpose}/{signature}")
    except BadSignature:
        return None
    return UUID(asset_id), purpose
