"""The 24 solar terms of any year, from where the sun stands. Right to the day for this century."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# From 0° of the sun's ecliptic longitude in steps of 15°.
NAMES = (
    *(
        "春分",
        "清明",
        "谷雨",
        "立夏",
        "小满",
        "芒种",
        "夏至",
        "小暑",
        "大暑",
        "立秋",
        "处暑",
        "白露",
    ),
    *(
        "秋分",
        "寒露",
        "霜降",
        "立冬",
        "小雪",
        "大雪",
        "冬至",
        "小寒",
        "大寒",
        "立春",
        "雨水",
        "惊蛰",
    ),
)
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_CHINA = ZoneInfo("Asia/Shanghai")  # the calendar's own meridian, wherever the reader is


def longitude(at: datetime) -> float:
    """The sun's apparent longitude in degrees; good to about a hundredth, a quarter of an hour."""
    days = (at - _J2000) / timedelta(days=1)
    mean = 280.460 + 0.9856474 * days
    anomaly = math.radians(357.528 + 0.9856003 * days)
    return (mean + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly) - 0.0057) % 360


def terms(first: date, last: date) -> list[tuple[date, str]]:
    """Every term that begins between the two days, both included, in order."""
    found: list[tuple[date, str]] = []
    day = first
    while day <= last:
        begins = datetime(day.year, day.month, day.day, tzinfo=_CHINA)
        before, after = (longitude(begins + timedelta(days=n)) for n in (0, 1))
        step = int(after // 15)
        if int(before // 15) != step:
            found.append((day, NAMES[step]))
        day += timedelta(days=1)
    return found
