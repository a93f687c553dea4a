"""How fake platforms are reached: in the process, over a loopback socket, or as an ASGI app.

A fake is any object with `handle(Request) -> Reply`. It keeps state and counts as its platform
does; `Reply` can also say that the answer gets lost on its way, which each way in does for real.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import httpx


@dataclass(frozen=True, slots=True)
class Request:
    """What a fake is asked. Header names are lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes = b""

    def one(self, name: str) -> str:
        """The first value of a query parameter, empty when there is none."""
        return next(iter(self.query.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a fake answers, and what happens to the answer.

    `lost`: the connection closes without a word. `cut`: only so many bytes of the body arrive.
    `hangs`: no answer comes in any time that a caller waits.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    lost: bool = False
    cut: int | None = None
    hangs: bool = False


class Fake(Protocol):
    """A platform in a box."""

    def handle(self, request: Request) -> Reply: ...


def reply_json(value: object, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    body = json.dumps(value, ensure_ascii=False).encode()
    named = {k.replace("_", "-"): v for k, v in headers.items()}
    return Reply(status, body, {"content-type": "application/json; charset=utf-8", **named})


class FakeTransport(httpx.BaseTransport):
    """Hands requests of an httpx client to a fake without a socket."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the fake; what is lost on a real wire raises what httpx would raise."""
        query = parse_qs(request.url.query.decode(), keep_blank_values=True)
        headers = {k.lower(): v for k, v in request.headers.items()}
        asked = Request(request.method, request.url.path, query, headers, request.read())
        reply = self._fake.handle(asked)
        if reply.lost:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        if reply.hangs:
            raise httpx.ReadTimeout("timed out")
        return httpx.Response(reply.status, headers=dict(reply.headers), stream=_Body(reply))


class _Body(httpx.SyncByteStream):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        yield self._reply.body[: self._reply.cut]
        if self._reply.cut is not None:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete body")


@contextmanager
def serve(fake: Fake) -> Iterator[str]:
    """Run a fake on a free loopback port for as long as the context lasts; gives its address."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and body in one packet, or the other side waits 40 ms

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            url = urlsplit(self.path)
            headers = {k.lower(): v for k, v in self.headers.items()}
            query = parse_qs(url.query, keep_blank_values=True)
            reply = fake.handle(Request(self.command, url.path, query, headers, body))
            if reply.hangs:
                over.wait(60)
            if reply.hangs or reply.lost:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                if name != "date":  # sent already
                    self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: requests may hold tokens."""

    for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Handler, f"do_{verb}", Handler._answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def asgi(fake: Fake) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """A fake as an ASGI application, for the demo. A lost answer becomes the server's own error."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
        reply = fake.handle(Request(scope["method"], scope["path"], query, headers, body))
        if reply.hangs:
            await asyncio.sleep(60)
        if reply.hangs or reply.lost:
            raise ConnectionResetError("the fake was told to lose this answer")
        named = {**reply.headers, "content-length": str(len(reply.body))}
        raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in named.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        await send({"type": "http.response.body", "body": reply.body[: reply.cut]})

    return app


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
