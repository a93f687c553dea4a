"""Where readers' pages report: a raw ASGI callable mounted in front of Django.

A view through Django costs over ten times as much, and a popular post gets thousands of these in a
minute. Beacons are written in batches by COPY. In `durable` mode the answer waits for the commit of
its batch (batches form by themselves while the last one is being written); in `fast` mode it does
not, and a crash loses at most what came in the last moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from xiaobian.kernel import clock
from xiaobian.numbers.batches import Batches, Sign
from xiaobian.numbers.beacons import MAX_BYTES, parse
from xiaobian.numbers.visitors import client_ip

PATH = "/collect"
PATIENCE = 5.0  # seconds for a whole body; a page sends it at once

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Collector:
    """One per process and event loop. `close` writes what is still in memory."""

    def __init__(self, *, durable: bool | None = None) -> None:
        self._durable = durable
        self._batches: Batches | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request at PATH."""
        status = await self._take(scope, receive)
        headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
        if status == 405:
            headers.append((b"allow", b"POST"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def close(self) -> None:
        """Write what is waiting, then let go of the database."""
        if self._batches:
            await self._batches.close()
            self._batches = None

    async def _take(self, scope: Scope, receive: Receive) -> int:
        if scope["method"] != "POST":
            return 405
        headers = _headers(scope)
        if not _same_origin(headers):
            return 403
        if headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1":
            return 204  # asked not to be counted: nothing is read, nothing is kept
        body = await _body(receive, headers)
        if body is None:
            return 413
        beacon = parse(body)
        if beacon is None:
            return 400
        ip, agent, cookies = _who(scope, headers)
        sign = Sign(clock.now(), beacon, ip, agent, cookies)
        return 204 if await self._ready().add(sign) else 503

    def _ready(self) -> Batches:
        if self._batches is None:
            durable = self._durable
            self._batches = Batches(
                durable=settings.COLLECT_DURABLE if durable is None else durable
            )
        return self._batches


application = Collector()


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return {name.lower(): value for name, value in scope["headers"]}


def _same_origin(headers: dict[bytes, bytes]) -> bool:
    """Whether the beacon comes from a page of the host it is sent to, as far as a browser says."""
    if headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none"):
        return False
    origin = headers.get(b"origin")
    if origin is None:
        return True
    return urlsplit(origin.decode("latin-1")).netloc == headers.get(b"host", b"").decode("latin-1")


async def _body(receive: Receive, headers: dict[bytes, bytes]) -> bytes | None:
    """The whole body, or None when it is too long or too slow."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BYTES:
        return None
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if message["type"] == "http.disconnect" or len(body) > MAX_BYTES:
                    return None
                if not message.get("more_body"):
                    return body
    except TimeoutError:
        return None


def _who(scope: Scope, headers: dict[bytes, bytes]) -> tuple[str, str, str]:
    """Network address, user agent and cookies; they never leave memory."""
    peer = scope.get("client") or ("", 0)
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
    agent = headers.get(b"user-agent", b"").decode("utf-8", "replace")
    cookies = headers.get(b"cookie", b"").decode("latin-1")
    return client_ip(peer[0], forwarded, settings.TRUSTED_PROXIES), agent, cookies
