"""A little arithmetic on sRGB colours: mixing and contrast as WCAG defines it."""

from __future__ import annotations

import re

_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")


def parse(colour: str) -> tuple[int, int, int]:
    """`#c7402e` or `#c43` as three numbers 0–255; anything else is a ValueError."""
    match = _HEX.match(colour.strip())
    if match is None:
        raise ValueError(f"not a colour: {colour!r}")
    digits = match.group(1)
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def written(rgb: tuple[int, int, int]) -> str:
    """`#c7402e`, or `#c43` where that says the same."""
    text = "#" + "".join(f"{x:02x}" for x in rgb)
    if all(text[i] == text[i + 1] for i in (1, 3, 5)):
        return "#" + text[1::2]
    return text


def mix(colour: str, other: str, share: float) -> str:
    """`share` (0–1) of `colour` in `other`."""
    a, b = parse(colour), parse(other)
    r, g, bl = (round(x * share + y * (1 - share)) for x, y in zip(a, b, strict=True))
    return written((r, g, bl))


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""

    def linear(x: int) -> float:
        c = x / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(x) for x in parse(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, paper: str, ratio: float = 4.5) -> str:
    """`colour`, darkened or lightened just enough to be read on `paper`."""
    goal = "#000000" if luminance(paper) > 0.18 else "#ffffff"
    for step in range(21):
        tried = mix(goal, colour, step / 20)
        if contrast(tried, paper) >= ratio:
            return tried
    return goal
