"""How numbers, sizes and moments are said, in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_STEPS = {
    "zh": ((100_000_000, "亿"), (10_000, "万")),
    "en": ((1_000_000_000, "B"), (1_000_000, "M"), (10_000, "K")),
}


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def count(value: float) -> str:
    """A count in as few signs as it takes: 2,114 · 12K · 1.2万."""
    for step, unit in _STEPS["zh" if chinese() else "en"]:
        if abs(value) >= step:
            size = value / (1_000 if unit == "K" else step)
            return (
                f"{size:.1f}".removesuffix(".0") + unit if abs(size) < 100 else f"{size:.0f}{unit}"
            )
    return full(value)


def full(value: float) -> str:
    """Every digit, grouped: 48,210."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def percent(value: float) -> str:
    """A share (0.12) as a percentage with one thin space: 12 %."""
    return f"{value * 100:.0f} %"


def size(value: int) -> str:
    """Bytes as people say them: 1.4 MB."""
    amount = float(value)
    for unit in ("B", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def span(value: timedelta) -> str:
    """How long something takes or took, in its largest unit: 6 min, 46 h, 3 days."""
    minutes = round(abs(value.total_seconds()) / 60)
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)s h", "%(n)s h", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def ago(then: datetime, now: datetime) -> str:
    """How far away a moment is: “just now”, “6 min ago”, “in 3 h”."""
    distance = now - then
    if abs(distance) < timedelta(seconds=60):
        return _("just now")
    if distance > timedelta(0):
        return _("%(span)s ago") % {"span": span(distance)}
    return _("in %(span)s") % {"span": span(distance)}


def wall(moment: datetime, zone: str = "", what: str = "both") -> str:
    """What the clocks of `zone` show: the day and the time, or one of them ("day", "time")."""
    local = timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    names = {"both": "SHORT_DATETIME_FORMAT", "day": "DESK_DAY_FORMAT", "time": "TIME_FORMAT"}
    said = formats.date_format(local, names[what])
    # Django has no short Chinese weekday; beside a time the long one is too long.
    return said.replace("星期", "周") if what == "both" else said
