"""A small curve of one figure over time, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 240, 44, 3


def points(values: Sequence[tuple[datetime, float]]) -> list[tuple[float, float]]:
    """Places in the box: time to the right, the value from zero upwards."""
    begin, end = values[0][0], values[-1][0]
    whole = (end - begin).total_seconds() or 1.0
    top = max(v for _, v in values) or 1.0
    width, height = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    return [
        (
            round(EDGE + width * (at - begin).total_seconds() / whole, 1),
            round(EDGE + height * (1 - max(0.0, value) / top), 1),
        )
        for at, value in values
    ]


def draw(values: Sequence[tuple[datetime, float]], label: str) -> SafeString:
    """The curve with its last value marked; empty while there are fewer than two values."""
    if len(values) < 2:
        return SafeString("")
    places = points(values)
    line = " ".join(f"{x},{y}" for x, y in places)
    return format_html(
        '<svg class="sparkline" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        WIDTH,
        HEIGHT,
        label,
        line,
        *places[-1],
    )
