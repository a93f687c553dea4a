"""Animations for pages: every frame small, upright and without metadata, as animated WebP."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

from PIL import Image

from xiaobian.media.colours import scalable, to_srgb
from xiaobian.media.inspect import MAX_FRAMES
from xiaobian.media.recipes import LONGEST, WEBP, Recipe, Rendered, resized, scaled

MOST_PIXELS = 40_000_000  # of all frames together: they are in memory at once
NO_TIME = 100  # ms; what browsers make of a frame that says 0


def render(image: Image.Image, recipe: Recipe) -> Rendered | None:
    """The animation by `recipe`; None where it is a still picture, or should become one."""
    count = getattr(image, "n_frames", 1)
    if image.format not in ("GIF", "WEBP", "PNG", "AVIF") or count < 2 or WEBP not in recipe.types:
        return None
    whole = image.width * image.height * count
    scale = min(recipe.scale(*image.size), math.sqrt(MOST_PIXELS / whole))
    size = scaled(image.size, min(scale, LONGEST[WEBP] / max(image.size)))
    # A GIF that does not say so plays once.
    loops = image.info.get("loop", 1 if image.format == "GIF" else 0)
    shots, times = zip(*frames(image, size), strict=True)
    out = io.BytesIO()
    shots[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=shots[1:],
        duration=list(times),
        loop=loops,
        quality=recipe.quality,
        method=2,
    )
    if recipe.size and out.tell() > recipe.size:
        return None
    return Rendered(out.getvalue(), WEBP, *size)


def frames(image: Image.Image, size: tuple[int, int]) -> Iterator[tuple[Image.Image, int]]:
    """Each frame at its size, with how long it stays in milliseconds."""
    for number in range(MAX_FRAMES):
        try:
            image.seek(number)
        except EOFError:
            return
        image.load()  # WebP tells a frame's time only then
        stays = int(image.info.get("duration") or NO_TIME)
        profile = image.info.get("icc_profile")
        frame = resized(scalable(image), size)
        frame.info["icc_profile"] = profile
        yield to_srgb(frame), stays
