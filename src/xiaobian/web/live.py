"""News for open pages: server-sent events over one LISTEN connection for each process.

A notification says what changed, never what it became: pages ask for that themselves, with their
own rights. So a lost notification costs a delay, and nothing leaks through this door.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

from xiaobian.kernel.models import Event
from xiaobian.people.middleware import membership
from xiaobian.web.news import Hub, News

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

HEARTBEAT = 15.0  # seconds; proxies close what is silent for longer
MARGIN = timedelta(seconds=3)  # an event's moment is taken before its transaction ends
CHECK_EVERY = 300.0  # seconds after which the right to listen is asked for again
log = logging.getLogger(__name__)
hub = Hub()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """GET /events/?brand=<slug>: the brand's news for one signed-in member, until either leaves."""
    if scope["method"] != "GET":
        return await answer(send, 405)
    brand = await ask(brand_for, scope)
    if brand is None:
        return await answer(send, 403)
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    leaving = asyncio.ensure_future(left(receive))
    try:
        await stream(scope, brand, send, leaving)
    except OSError:
        log.debug("a page went away while it was being told something")
    finally:
        leaving.cancel()
    return None


async def stream(
    scope: dict[str, Any], brand: str, send: Send, leaving: asyncio.Future[None]
) -> None:
    """Tell until the page leaves or its right to listen ends."""
    with hub.seat(brand) as seat:
        await tell(send, b"retry: 2000\n\n")
        await hub.heard()
        if await ask(missed_since, brand, parameter(scope, "since")):
            seat.put(None)
        checked = asyncio.get_running_loop().time()
        while not leaving.done():
            waiting = asyncio.ensure_future(seat.get())
            await asyncio.wait(
                {waiting, leaving}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
            )
            if waiting.done():
                await tell(send, as_event(waiting.result()))
                continue
            waiting.cancel()
            if asyncio.get_running_loop().time() - checked > CHECK_EVERY:
                if await ask(brand_for, scope) != brand:
                    break
                checked = asyncio.get_running_loop().time()
            if not leaving.done():
                await tell(send, b": still here\n\n")
    if not leaving.done():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def as_event(news: News | None) -> bytes:
    """One event as the browser reads it; None means that something may have been missed."""
    if news is None:
        return b"event: resync\ndata: {}\n\n"
    data = json.dumps({"topic": news.topic, "id": news.subject})
    return f"event: news\ndata: {data}\n\n".encode()


async def tell(send: Send, body: bytes) -> None:
    """Send one piece of the stream."""
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def left(receive: Receive) -> None:
    """Return when the page has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def answer(send: Send, status: int) -> None:
    """An empty answer. EventSource does not try again after a 4xx."""
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def ask(question: Callable[..., Any], *given: Any) -> Any:
    """Ask the database in a thread, whose connection is given back at once."""

    def asked() -> Any:
        try:
            return question(*given)
        finally:
            connection.close()

    return await sync_to_async(asked, thread_sensitive=False)()


def brand_for(scope: dict[str, Any]) -> str | None:
    """The id of the brand asked for, if the session's person belongs to it."""
    request = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(cookie(scope["headers"], settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    member = membership(user, parameter(scope, "brand")) if user.is_authenticated else None
    return str(member.brand_id) if member else None


def missed_since(brand: str, since: str) -> bool:
    """Whether something happened between the page's rendering and its listening."""
    try:
        rendered = datetime.fromtimestamp(float(since), UTC) - MARGIN
    except (ValueError, OverflowError, OSError):
        return True
    return Event.objects.filter(brand_id=brand, at__gt=rendered).exists()


def parameter(scope: dict[str, Any], name: str) -> str:
    """A parameter of the address, empty when it isn't there."""
    given = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return given.get(name, [""])[0]


def cookie(headers: Iterable[tuple[bytes, bytes]], name: str) -> str | None:
    """The value of a cookie in ASGI headers."""
    for key, value in headers:
        if key.lower() != b"cookie":
            continue
        try:
            jar = SimpleCookie(value.decode("latin-1"))
        except CookieError:
            continue
        if name in jar:
            return jar[name].value
    return None
