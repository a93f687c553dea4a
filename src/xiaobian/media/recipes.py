"""What a rendered picture must be, and what came of it. Plain values."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from PIL import Image

JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
EXTENSIONS = {JPEG: "jpg", PNG: "png", WEBP: "webp", GIF: "gif"}
LONGEST = {JPEG: 65_500, WEBP: 16_383, PNG: 65_500, GIF: 65_500}  # pixels a side, by format
MOST_PIXELS = 24_000_000  # of anything rendered, so that memory is bounded


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a rendered picture must be. 0 means no limit."""

    types: tuple[str, ...]  # accepted, the preferred first
    width: int = 0  # pixels
    side: int = 0  # pixels of the longer side
    size: int = 0  # bytes
    quality: int = 92  # the best that is tried
    moving: bool = False  # keep animations

    @property
    def key(self) -> str:
        """Changes when the recipe changes, so that what was made by the old one is made again."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]

    def scale(self, width: int, height: int) -> float:
        """By how much a picture must shrink, at most 1: nothing is ever enlarged."""
        limits = [1.0, math.sqrt(MOST_PIXELS / (width * height))]
        limits += [self.width / width] if self.width else []
        limits += [self.side / max(width, height)] if self.side else []
        limits += [max(LONGEST[t] for t in self.types) / max(width, height)]
        return min(limits)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The bytes of a picture made by a recipe."""

    data: bytes
    mime: str
    width: int
    height: int


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """The size times `scale`, at least one pixel each way."""
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Smooth and with bounded work, whatever the ratio."""
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
