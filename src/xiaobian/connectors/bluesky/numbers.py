"""Reads likes, reposts, replies and quotes. They are counted by an app view, not by the server.

The account's configuration says which: `appview` is the identity of a service that the account's
server asks for us (`did:web:api.bsky.app#bsky_appview`, the default), or an address that is asked
directly. Empty means that there is none, as on a server of one's own that nobody indexes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from xiaobian.accounts.port import Door, Reading, Refused
from xiaobian.connectors.answers import Stop
from xiaobian.connectors.bluesky.session import Session, call

_APPVIEW = "did:web:api.bsky.app#bsky_appview"
_AT_ONCE = 25
_COUNTS = {
    "likes": "likeCount",
    "reposts": "repostCount",
    "replies": "replyCount",
    "quotes": "quoteCount",
}


def read(door: Door, session: Session, remote_ids: Sequence[str], now: datetime) -> list[Reading]:
    """The figures of those posts the app view knows; raises Stop or Refusal."""
    view = str(door.config.get("appview", _APPVIEW))
    if not view:
        raise Stop(Refused("no app view counts for this account"))
    readings: list[Reading] = []
    known = [x for x in remote_ids if x.startswith("at://")]  # one that isn't would spoil them all
    for start in range(0, len(known), _AT_ONCE):
        uris = known[start : start + _AT_ONCE]
        for post in _posts(door, session, view, uris):
            readings.extend(_readings(post, now))
    return readings


def _posts(door: Door, session: Session, view: str, uris: list[str]) -> list[Mapping[str, Any]]:
    name, params = "app.bsky.feed.getPosts", {"uris": uris}
    if view.startswith("did:"):
        answer = session.get(name, params, headers={"atproto-proxy": view})
    else:
        answer = call(door.http, "GET", view.rstrip("/"), name, params=params)
    posts = answer.get("posts", [])
    return [p for p in posts if isinstance(p, Mapping)]


def _readings(post: Mapping[str, Any], now: datetime) -> Iterator[Reading]:
    for metric, field in _COUNTS.items():
        count = post.get(field)
        if isinstance(count, int) and "uri" in post:
            yield Reading(str(post["uri"]), metric, float(count), now)
