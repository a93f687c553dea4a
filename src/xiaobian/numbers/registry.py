"""What every number means. A figure that isn't here can't be shown, so none is without meaning.

Two series may be put side by side only when unit, window and denominator are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Unit(StrEnum):
    """What is counted."""

    PEOPLE = "people"
    TIMES = "times"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Metric:
    """One defined measure on one platform."""

    platform: str
    name: str  # as connectors call it
    concept: str  # the same on all platforms: "reached", "liked", "answered", "shared"
    label: Any
    meaning: Any  # one sentence: what is counted, and what is not
    unit: Unit
    source: str  # where the figure comes from, as a field of the platform
    window: str = "cumulative"  # "cumulative": since it was out
    denominator: str = ""
    dedupe: str = ""  # over what the same person counts once
    latency: str = ""  # how late the figure is
    revisions: str = "may fall"  # what the platform does to old figures
    version: int = 1
    valid_from: date = date(2026, 11, 22)
    main: bool = False  # the one to show where there is room for one


_SITE: tuple[Metric, ...] = (
    Metric(
        "site",
        "readers",
        "reached",
        _("Readers"),
        _("Different readers of each day, added up. Who comes back tomorrow counts again."),
        Unit.PEOPLE,
        "numbers_readingday.visitors",
        dedupe="visitor and day",
        latency="1 min",
        revisions="none",
        main=True,
    ),
    Metric(
        "site",
        "views",
        "viewed",
        _("Views"),
        _("How often the post was opened by people. Programs and this team are counted apart."),
        Unit.TIMES,
        "numbers_readingday.views",
        latency="1 min",
        revisions="none",
    ),
    Metric(
        "site",
        "engaged",
        "stayed",
        _("Reading time"),
        _("The median of how long the page was in front of somebody who moved."),
        Unit.SECONDS,
        "numbers_readingday.spread",
        denominator="views",
        latency="1 min",
        revisions="none",
    ),
    Metric(
        "site",
        "favourites",
        "liked",
        _("Likes"),
        _("Readers who like the post now; taking it back lowers the number."),
        Unit.PEOPLE,
        "site_favourite",
        dedupe="browser",
    ),
    Metric(
        "site",
        "comments",
        "answered",
        _("Comments"),
        _("Comments that can be seen now."),
        Unit.TIMES,
        "site_comment",
    ),
    Metric(
        "site",
        "bots",
        "programs",
        _("Programs"),
        _("Views by crawlers and other programs, and what one visitor opened too often."),
        Unit.TIMES,
        "numbers_readingday.bots",
        latency="1 min",
        revisions="none",
    ),
)

_BLUESKY_DOC = "app.bsky.feed.defs#postView"
_BLUESKY: tuple[Metric, ...] = (
    Metric(
        "bluesky",
        "likes",
        "liked",
        _("Likes"),
        _("Accounts that like the post now, as Bluesky counts them."),
        Unit.PEOPLE,
        f"{_BLUESKY_DOC}.likeCount",
        dedupe="account",
        latency="seconds",
        main=True,
    ),
    Metric(
        "bluesky",
        "reposts",
        "shared",
        _("Reposts"),
        _("Accounts that repost the post now. Quotes are counted on their own."),
        Unit.PEOPLE,
        f"{_BLUESKY_DOC}.repostCount",
        dedupe="account",
        latency="seconds",
    ),
    Metric(
        "bluesky",
        "replies",
        "answered",
        _("Replies"),
        _("Direct replies to the post."),
        Unit.TIMES,
        f"{_BLUESKY_DOC}.replyCount",
        latency="seconds",
    ),
    Metric(
        "bluesky",
        "quotes",
        "quoted",
        _("Quotes"),
        _("Posts that quote the post."),
        Unit.TIMES,
        f"{_BLUESKY_DOC}.quoteCount",
        latency="seconds",
    ),
)

CLICKS = Metric(
    "link",
    "clicks",
    "clicked",
    _("Clicks"),
    _("How often the short link was followed by people. Programs are counted apart."),
    Unit.TIMES,
    "numbers_clickday.clicks",
    latency="1 min",
    revisions="none",
    main=True,
)

METRICS: dict[tuple[str, str], Metric] = {
    (m.platform, m.name): m for m in (*_SITE, *_BLUESKY, CLICKS)
}


def metric(platform: str, name: str) -> Metric | None:
    """The definition, or None for a figure that nobody defined (it is kept but not shown)."""
    return METRICS.get((platform, name))


def of(platform: str) -> list[Metric]:
    """Every measure of a platform, in the order pages show them."""
    return [m for m in METRICS.values() if m.platform == platform]


def main_of(platform: str) -> Metric | None:
    """The one figure that stands for a delivery where there is room for one."""
    return next((m for m in of(platform) if m.main), None)


def comparable(metrics: Iterable[Metric]) -> bool:
    """Whether these may share an axis or be added up."""
    return len({(m.unit, m.window, m.denominator) for m in metrics}) <= 1
