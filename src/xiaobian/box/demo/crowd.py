"""How a public answers a post on the fake platform: the same post and age, the same figures.

The seeded history and the fake that runs beside the desk both ask here, so that what the desk reads
tomorrow goes on from what it shows today.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from xiaobian.connectors.bluesky import tid

# As the app view calls them: share of the likes, hours until most of them came.
_KINDS = {
    "likeCount": (1.0, 9),
    "repostCount": (0.16, 14),
    "replyCount": (0.11, 7),
    "quoteCount": (0.04, 20),
}


def pull(key: str) -> float:
    """How much a post moves people: about 1, seldom 4; from nothing but its key."""
    first, second = _draw(key, b"a"), _draw(key, b"b")
    normal = math.sqrt(-2 * math.log(first)) * math.cos(2 * math.pi * second)
    return math.exp(0.55 * normal)


def figures(key: str, age: timedelta) -> dict[str, int]:
    """The counts of the post `key` at that age."""
    hours = max(age / timedelta(hours=1), 0.0)
    likes = 26 * pull(key)
    return {
        kind: int(likes * share * (0.5 + _draw(key, kind.encode())) * _came(hours, pace))
        for kind, (share, pace) in _KINDS.items()
    }


def _came(hours: float, pace: float) -> float:
    """The share that has come: quickly first, then a trickle for weeks."""
    return 0.88 * (1 - math.exp(-hours / pace)) + 0.12 * (1 - math.exp(-hours / 240))


def _draw(key: str, what: bytes) -> float:
    digest = hashlib.blake2b(key.encode(), key=what, digest_size=4).digest()
    return (int.from_bytes(digest) + 1) / (2**32 + 1)


class Crowd(dict[str, dict[str, int]]):
    """Stands where the fake keeps its counts, and reckons them when they are asked for."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    def get(self, uri: str, default: Mapping[str, int] | None = None) -> dict[str, int]:  # type: ignore[override]
        """The counts of the post at `uri` now."""
        key = uri.rsplit("/", 1)[-1]
        return figures(key, self._now() - tid.moment(key))
