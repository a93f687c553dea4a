"""The brand's colour made readable: every pair of colours that meets on a page has its contrast."""

from __future__ import annotations

import colorsys
import hashlib

Colour = tuple[float, float, float]

LIGHT_PAPER, LIGHT_CARD = "#faf7f1", "#fffefb"
DARK_PAPER, DARK_CARD = "#161412", "#1d1b18"
ENOUGH = 4.5  # WCAG 2.2 AA for text


def parse(colour: str) -> Colour:
    """`#c4331f` as red, green, blue between 0 and 1."""
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))  # pyright: ignore


def written(colour: Colour) -> str:
    """Back to `#c4331f`."""
    return "#" + "".join(f"{round(max(0.0, min(1.0, c)) * 255):02x}" for c in colour)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parse(colour))
    r, g, b = channels
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def readable(accent: str, *grounds: str) -> str:
    """The nearest lightness of the accent that can be read as text on every ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse(accent))
    darker = luminance(grounds[0]) > 0.18
    for step in range(101):
        moved = lightness + (-step if darker else step) / 100
        tried = written(colorsys.hls_to_rgb(hue, max(0.0, min(1.0, moved)), saturation))
        if all(contrast(tried, ground) >= ENOUGH for ground in grounds):
            return tried
    return "#000000" if darker else "#ffffff"


def ink_on(ground: str) -> str:
    """White or black, whichever can be read better; one of them always has 4.5:1."""
    white = contrast("#ffffff", ground) >= contrast("#000000", ground)
    return "#ffffff" if white else "#000000"


def stylesheet(accent: str) -> str:
    """The few variables that make the shared stylesheet the brand's own."""
    light = readable(accent, LIGHT_PAPER, LIGHT_CARD)
    dark = readable(accent, DARK_PAPER, DARK_CARD)
    return (
        f":root{{--accent:{light};--on-accent:{ink_on(light)};--seal:{accent.lower()};"
        f"--on-seal:{ink_on(accent)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--on-accent:{ink_on(dark)}}}}}\n"
    )


def version(accent: str) -> str:
    """Changes with the stylesheet, so that it can be kept for ever."""
    return hashlib.blake2b(stylesheet(accent).encode(), digest_size=4).hexdigest()
