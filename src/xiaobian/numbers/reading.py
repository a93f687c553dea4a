"""What the site's own counting says about posts, from the folded days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from xiaobian.numbers.models import ReadingDay

# Seconds at which the bins of `ReadingDay.spread` begin; the last one is open.
BINS = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 1800, 3600)


def median(spread: Sequence[int]) -> float:
    """The median in seconds of a histogram over BINS, interpolated inside its bin; 0.0 when empty."""
    half, seen = sum(spread) / 2, 0
    for i, count in enumerate(spread):
        if count and seen + count >= half:
            low = BINS[i]
            high = BINS[i + 1] if i + 1 < len(BINS) else low
            return low + (high - low) * (half - seen) / count
        seen += count
    return 0.0


@dataclass(slots=True)
class Totals:
    """A post's figures over some days. `readers` adds up each day's different visitors."""

    views: int = 0
    readers: int = 0
    stayed: int = 0
    scrolled: int = 0
    bots: int = 0
    team: int = 0
    engaged_ms: int = 0
    spread: list[int] = field(default_factory=lambda: [0] * len(BINS))

    def add(self, day: ReadingDay) -> None:
        """Take one more day in."""
        self.views += day.views
        self.readers += day.visitors
        self.stayed += day.stayed
        self.scrolled += day.scrolled
        self.bots += day.bots
        self.team += day.team
        self.engaged_ms += day.engaged_ms
        self.spread = [a + b for a, b in zip(self.spread, day.spread, strict=True)]

    def as_metrics(self) -> dict[str, float]:
        """By the names of `numbers.registry`."""
        return {
            "readers": self.readers,
            "views": self.views,
            "engaged": round(median(self.spread), 1),
            "bots": self.bots,
        }


def totals(post_ids: Iterable[UUID]) -> dict[UUID, Totals]:
    """Each post's figures since it was out, in one query; posts nobody read get zeros."""
    found = {post_id: Totals() for post_id in post_ids}
    for day in ReadingDay.objects.filter(post_id__in=list(found)):
        found[day.post_id].add(day)
    return found
