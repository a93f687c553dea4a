"""Making a picture for one purpose: a path and a recipe in, bytes out. Pure, and bounded.

Every rendered picture is upright, in sRGB and carries no metadata: no place, no camera, no name.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from PIL import Image

from xiaobian.media import moving
from xiaobian.media.colours import is_flat, on_white, scalable, to_srgb, turned
from xiaobian.media.inspect import KINDS, Kind, UnfitFile, in_turn, opened, orientation
from xiaobian.media.recipes import (
    EXTENSIONS,
    JPEG,
    LONGEST,
    PNG,
    WEBP,
    Recipe,
    Rendered,
    resized,
    scaled,
)

BAND = 1_000_000  # pixels of the original worked on at a time
QUALITIES = (92, 85, 78, 70)
LOWEST = 60
ROUNDS = 14  # of making it smaller; each takes at least a tenth off the sides


def render(path: Path, mime: str, recipe: Recipe) -> Rendered:
    """Make the picture at `path` by `recipe`; raises UnfitFile when nothing can satisfy it."""
    recipe = writable(recipe)
    with opened(path, KINDS[mime]) as image, in_turn(image):
        moved = moving.render(image, recipe) if recipe.moving else None
        return moved or fit(load(image, KINDS[mime], recipe), recipe)


def writable(recipe: Recipe) -> Recipe:
    """The recipe with only the formats that can be written here."""
    types = tuple(t for t in recipe.types if t in EXTENSIONS)
    if not types:
        raise UnfitFile(_("This platform takes no type of picture that the desk can make."))
    return replace(recipe, types=types)


def load(image: Image.Image, kind: Kind, recipe: Recipe) -> Image.Image:
    """The first frame: shrunk first, so that everything after it is cheap; upright, in sRGB."""
    turn = orientation(image)
    seen = image.size if turn < 5 else (image.height, image.width)
    width, height = scaled(seen, recipe.scale(*seen))
    stored = (width, height) if turn < 5 else (height, width)
    if kind.reader == "JPEG":
        image.draft(None, (stored[0] * 2, stored[1] * 2))  # decodes at 1/2, 1/4, 1/8 where enough
    picture = scalable(by_bands(image, stored))
    if picture.size != stored:
        picture = resized(picture, stored)
    picture.info.setdefault("icc_profile", image.info.get("icc_profile"))
    return turned(to_srgb(picture), turn)


def by_bands(image: Image.Image, wanted: tuple[int, int]) -> Image.Image:
    """A much larger picture averaged down near to what is wanted, a band of rows at a time.

    Resizing in one go would copy all of it several times over.
    """
    factor = min(image.width // wanted[0], image.height // wanted[1])
    if factor < 2:
        return image
    rows = max(1, BAND // image.width // factor) * factor
    bands = []
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(image.height, top + rows)))
        bands.append(scalable(band).reduce(factor))
    whole = Image.new(bands[0].mode, (bands[0].width, sum(b.height for b in bands)))
    for number, band in enumerate(bands):
        whole.paste(band, (0, number * bands[0].height))
    return whole


def fit(picture: Image.Image, recipe: Recipe) -> Rendered:
    """The best encoding within the recipe's bytes: lossless for drawings, else by quality, then size."""
    drawn = is_flat(picture)
    for _round in range(ROUNDS):
        smallest = 0
        for data, mime in encodings(picture, recipe, drawn=drawn):
            if not recipe.size or len(data) <= recipe.size:
                return Rendered(data, mime, *picture.size)
            smallest = min(smallest or len(data), len(data))
        if max(picture.size) <= 8:
            break
        # Bytes grow about with the area; a bit less, so that the next round usually fits.
        shrink = min(0.9, math.sqrt(recipe.size / smallest) * 0.95)
        picture = resized(picture, scaled(picture.size, shrink))
    raise UnfitFile(_("This picture can't be made small enough for this platform."))


def encodings(picture: Image.Image, recipe: Recipe, *, drawn: bool) -> Iterator[tuple[bytes, str]]:
    """Encodings worth trying at this size, the best looking first."""
    types = [t for t in recipe.types if max(picture.size) <= LONGEST[t]]
    clear = picture.mode == "RGBA"
    if drawn or clear:
        yield from lossless(picture, types, drawn=drawn)
    lossy = next((t for t in types if t in (JPEG, WEBP)), None)
    if clear and WEBP in types:
        lossy = WEBP
    if lossy is None:
        yield from ((encode(picture, t), t) for t in types[:1])
        return
    lowest = encode(picture, lossy, LOWEST)
    if recipe.size and len(lowest) > recipe.size:
        yield lowest, lossy
        return
    for quality in QUALITIES:
        if quality <= recipe.quality:
            yield encode(picture, lossy, quality), lossy
    yield lowest, lossy


def lossless(picture: Image.Image, types: list[str], *, drawn: bool) -> Iterator[tuple[bytes, str]]:
    """Exact encodings: WebP is the smaller one, PNG is understood everywhere."""
    if drawn and WEBP in types:
        yield encode(picture, WEBP, lossless=True), WEBP
    if PNG in types:
        yield encode(picture, PNG), PNG


def encode(picture: Image.Image, mime: str, quality: int = 0, *, lossless: bool = False) -> bytes:
    """The picture's bytes in one format."""
    out = io.BytesIO()
    match mime:
        case "image/jpeg":
            on_white(picture).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        case "image/webp":
            picture.save(out, "WEBP", quality=quality or 80, lossless=lossless, method=4)
        case "image/png":
            picture.save(out, "PNG", optimize=True)
        case _:
            picture.save(out, "GIF")
    return out.getvalue()
