"""Which variants a picture has, and making one: at once when somebody needs it, else beforehand."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Manifest
from xiaobian.accounts.registry import connector
from xiaobian.media.inspect import UnfitFile
from xiaobian.media.models import Asset, Variant
from xiaobian.media.recipes import EXTENSIONS, JPEG, PNG, WEBP, Recipe
from xiaobian.media.render import render
from xiaobian.media.storage import local_path, variant_path

WIDTHS = (320, 640, 1280, 1920)
PLATFORM = "platform:"
CARD = "card"  # for link cards elsewhere: JPEG, because not every crawler reads WebP


def widths(asset: Asset) -> list[int]:
    """The widths made of this picture: up to the first that shows all of its pixels."""
    enough = next((i for i, w in enumerate(WIDTHS) if w >= asset.width), len(WIDTHS) - 1)
    return list(WIDTHS[: enough + 1])


def purposes(asset: Asset) -> list[str]:
    """Everything to make beforehand, what pages show first."""
    kinds = Account.objects.of(asset.brand).values_list("kind", flat=True)
    platforms = [f"{PLATFORM}{kind}" for kind in sorted(set(kinds))]
    return [*(f"w{width}" for width in widths(asset)), CARD, *platforms]


def width_purpose(asset: Asset, width: int) -> str:
    """The purpose that serves `width` pixels best."""
    return f"w{next((w for w in widths(asset) if w >= width), widths(asset)[-1])}"


def recipe_for(purpose: str) -> Recipe:
    """The rules of a purpose; LookupError for a purpose there is not."""
    if purpose == CARD:
        return Recipe((JPEG,), side=1200, size=1_000_000, quality=85)
    if purpose.startswith(PLATFORM):
        return platform_recipe(connector(purpose.removeprefix(PLATFORM)).manifest)
    if purpose in {f"w{w}" for w in WIDTHS}:
        return Recipe((WEBP, JPEG), width=int(purpose[1:]), quality=85, moving=True)
    raise LookupError(purpose)


def platform_recipe(manifest: Manifest) -> Recipe:
    """What a platform takes: its types, `image_bytes` and `image_side`. JPEG where it may be."""
    order = {JPEG: 0, WEBP: 1, PNG: 2}
    types = sorted(manifest.image_types, key=lambda t: order.get(t, 3))
    size, side = manifest.limit("image_bytes"), manifest.limit("image_side")
    return Recipe(tuple(types), side=side.maximum if side else 0, size=size.maximum if size else 0)


def ensure(asset: Asset, purpose: str, recipe: Recipe | None = None) -> Variant:
    """The variant, made now if it was not yet, or was made by other rules, or its file is lost.

    A picture that can't be made so gives a Variant that says why in `failed`. Trouble that may pass
    (a full disk, a storage out of reach) is raised. Safe to repeat and to run twice at once.
    """
    recipe = recipe or recipe_for(purpose)
    found = asset.variants.filter(purpose=purpose, recipe=recipe.key).first()
    if found and (found.failed or default_storage.exists(found.file.name)):
        return found
    made = make(asset, purpose, recipe)
    variant, _new = Variant.objects.update_or_create(
        asset=asset, purpose=purpose, defaults={"recipe": recipe.key, **made}
    )
    return variant


def make(asset: Asset, purpose: str, recipe: Recipe) -> dict[str, Any]:
    """Render and store; the fields of the variant's row."""
    blank = {"file": "", "mime": "", "size": 0, "width": 0, "height": 0, "failed": ""}
    try:
        rendered = render(local_path(asset.file.name), asset.mime, recipe)
    except UnfitFile as unfit:
        with translation.override("en"):  # stored once, translated when shown
            return blank | {"failed": str(unfit)[:300]}
    name = variant_path(asset.file.name, purpose, recipe.key, EXTENSIONS[rendered.mime])
    return {
        "file": default_storage.save(name, ContentFile(rendered.data)),
        "mime": rendered.mime,
        "size": len(rendered.data),
        "width": rendered.width,
        "height": rendered.height,
        "failed": "",
    }
