"""How the fake fails on command."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate

from xiaobian.connectors.fakes import Reply, reply_json

RETRY_AFTER = 120  # seconds

FAILURES = frozenset(
    {
        "lost_answer",  # done, and the connection closes without a word
        "reset_before",  # not done, and the connection closes without a word
        "error_after",  # done, and 502
        "truncated",  # done, and half of the answer
        "html",  # not done, and a proxy's page with 200
        "slow",  # done, and no answer in time
        "rate_limited",  # not done, and 429 with the moment when it ends
        "expired",  # the access tokens ran out
        "revoked",  # the app password was taken back and every session with it
    }
)


def _rate_limited() -> Reply:
    now = time.time()
    headers = {
        "date": formatdate(now, usegmt=True),
        "ratelimit_limit": "5000",
        "ratelimit_remaining": "0",
        "ratelimit_reset": str(int(now) + RETRY_AFTER),
    }
    return reply_json(
        {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, 429, **headers
    )


def _html() -> Reply:
    return Reply(
        200, b"<!doctype html><title>Welcome to our Wi-Fi</title>", {"content-type": "text/html"}
    )


BEFORE: Mapping[str, Callable[[], Reply]] = {
    "reset_before": lambda: Reply(lost=True),
    "rate_limited": _rate_limited,
    "html": _html,
}
AFTER: Mapping[str, Callable[[Reply], Reply]] = {
    "lost_answer": lambda reply: replace(reply, lost=True),
    "slow": lambda reply: replace(reply, hangs=True),
    "truncated": lambda reply: replace(reply, cut=len(reply.body) // 2),
    "error_after": lambda _: reply_json({"error": "UpstreamFailure"}, 502),
}
