"""The ASGI application: a switch by path in front of Django.

What must be cheap or long-lived doesn't pass through Django's middleware: health, static files,
the numbers' `/collect` and the live `/events/`.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaobian.box.settings")

import django
from django.core.handlers.asgi import ASGIHandler

from xiaobian import __version__
from xiaobian.box import health, static

django.setup(set_prefix=False)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

# Where ASGI callables are. A path that ends in a slash stands for all below it. A package that isn't
# there yet leaves the path to Django. What has a `close` is closed when the server ends.
HOOKS = [
    ("/collect", "xiaobian.numbers.collect:application"),
    ("/events/", "xiaobian.web.live:application"),
]


async def healthz(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """This process lives and answers; asks nobody."""
    await _json(send, 200, {"xiaobian": __version__})


async def readyz(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """200 when every part is well, else 503; says which part isn't."""
    try:
        parts = await asyncio.wait_for(sync_to_async(_readiness, thread_sensitive=False)(), 10)
    except TimeoutError:
        parts = {"database": {"ok": False, "why": "no answer in 10 seconds"}}
    ok = all(part["ok"] for part in parts.values())
    await _json(send, 200 if ok else 503, {"ready": ok, "parts": parts})


def _readiness() -> dict[str, dict[str, Any]]:
    from django.db import connection

    try:
        return health.readiness()
    finally:
        connection.close()  # back to the pool: this thread isn't a request's


async def lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's start and end; nothing is to be prepared, what waits is written."""
    while True:
        kind = (await receive())["type"]
        if kind == "lifespan.shutdown":
            for _path, app in _hooked:
                if close := getattr(app, "close", None):
                    await close()
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def _mounted() -> list[tuple[str, App]]:
    mounted: list[tuple[str, App]] = []
    for prefix, where in HOOKS:
        module, _, name = where.partition(":")
        try:
            mounted.append((prefix, getattr(importlib.import_module(module), name)))
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    return mounted


async def _json(send: Send, status: int, value: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(value).encode()})


def _told_of_the_end(receive: Receive) -> Receive:
    """A `receive` that reports the reader gone when the server ends: open streams then close.

    Without it a single open page would hold the server's end up for as long as it stays open.
    """

    async def receive_or_end() -> dict[str, Any]:
        message = asyncio.ensure_future(receive())
        end = asyncio.ensure_future(ending.wait())
        try:
            await asyncio.wait({message, end}, return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "http.disconnect"}
        finally:
            message.cancel()
            end.cancel()

    return receive_or_end


ending = asyncio.Event()  # set by the server that is told to end
_hooked = _mounted()
_exact: dict[str, App] = {
    "/healthz": healthz,
    "/readyz": readyz,
    **{path: app for path, app in _hooked if not path.endswith("/")},
}
_prefixed: list[tuple[str, App]] = [
    (static.PREFIX, static.Files()),
    *((path, app) for path, app in _hooked if path.endswith("/")),
]
_django: App = ASGIHandler()  # type: ignore[assignment]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Hand the request to whom it belongs."""
    if scope["type"] == "lifespan":
        return await lifespan(receive, send)
    path = scope["path"]
    if app := _exact.get(path):
        return await app(scope, receive, send)
    for prefix, app in _prefixed:
        if path.startswith(prefix):
            return await app(scope, _told_of_the_end(receive), send)
    return await _django(scope, receive, send)
