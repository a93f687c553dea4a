"""The one door to the outside: guarded, timed, capped, logged without secrets, never retrying.

Whoever types an address into the desk (an account's server, a feed, an image) must not be able to
reach the machines behind it. So the guard looks at the address a connection is really made to:
names are resolved once and that very address is used, which leaves no gap for a name that changes
its mind between the check and the call.
"""

from __future__ import annotations

import logging
import re
import ssl
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal

import httpcore
import httpx

from xiaobian.kernel.outside import Backend, Deadline, Forbidden, Place

__all__ = ["MAX_BYTES", "Forbidden", "TooLarge", "classify", "open_client"]

log = logging.getLogger(__name__)
# Their own records hold whole URLs and headers, so tokens; ours replace them.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

MAX_BYTES = 16 * 1024 * 1024
CONNECT_SECONDS = 10.0
MAX_REDIRECTS = 5
_HOPS = "xiaobian.hops"
_DEADLINE = "xiaobian.deadline"


class TooLarge(httpx.ReadError):
    """The answer is larger than the door lets in."""


def open_client(
    *,
    allow_private: Collection[str] = (),
    timeout: float = 30.0,
    max_bytes: int = MAX_BYTES,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """A client that reaches public addresses only, plus the `host:port` named in `allow_private`.

    `timeout` is the whole time in seconds one request may take, redirects included; each single
    step (connect, write, read, waiting for a connection) is bounded by it too. Redirects are not
    followed unless a call asks for it, and then every hop passes the guard. Proxies of the
    environment are ignored, because a proxy would resolve names behind the guard's back.
    `transport` replaces the network, for fakes.
    """
    step = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
    return httpx.Client(
        transport=_Door(transport or _Network(allow_private), timeout, max_bytes),
        timeout=step,
        trust_env=False,
        follow_redirects=False,
        max_redirects=MAX_REDIRECTS,
        headers={"user-agent": "Xiaobian", "accept-encoding": "gzip"},
    )


def classify(error: httpx.HTTPError | httpx.InvalidURL) -> Literal["not_sent", "unknown"]:
    """Whether an error proves that the other side got nothing.

    Only what went wrong before the first byte of the request could leave is proof: a name that does
    not resolve, a refused connection, a failed TLS handshake, an address the guard refuses. After a
    redirect nothing is proof any more, for the first hop may have acted.
    """
    request = getattr(error, "_request", None)
    if request is not None and request.extensions.get(_HOPS, 1) > 1:
        return "unknown"
    before = (
        Forbidden,
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.UnsupportedProtocol,
        httpx.InvalidURL,
    )
    return "not_sent" if isinstance(error, before) else "unknown"


class _Door(httpx.BaseTransport):
    """Around any transport: schemes, total time, size of the answer, and the log."""

    def __init__(self, inner: httpx.BaseTransport, timeout: float, max_bytes: int) -> None:
        self._inner, self._timeout, self._max_bytes = inner, timeout, max_bytes

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One hop. What the extensions hold is carried along by redirects."""
        known = request.extensions
        known[_HOPS] = known.get(_HOPS, 0) + 1
        deadline = known.setdefault(_DEADLINE, Deadline(self._timeout))
        if request.url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol("only http and https leave the desk")
        begun = time.monotonic()
        try:
            with deadline.running():
                response = self._inner.handle_request(request)
        except httpx.HTTPError as error:
            _note(request, type(error).__name__, begun)
            raise
        _note(request, response.status_code, begun)
        return self._guarded(response, deadline)

    def close(self) -> None:
        """Close the transport inside."""
        self._inner.close()

    def _guarded(self, response: httpx.Response, deadline: Deadline) -> httpx.Response:
        headers = [(k, v) for k, v in response.headers.raw if k.lower() != b"content-encoding"]
        stream = _Body(
            response.stream,  # pyright: ignore[reportArgumentType]  # a sync transport's stream
            response.headers.get("content-encoding", "").strip().lower(),
            deadline,
            self._max_bytes,
        )
        return httpx.Response(
            response.status_code, headers=headers, stream=stream, extensions=response.extensions
        )


class _Body(httpx.SyncByteStream):
    """Reads an answer inside its limits, and unpacks it here, where a bomb can be counted."""

    def __init__(
        self, stream: httpx.SyncByteStream, encoding: str, deadline: Deadline, most: int
    ) -> None:
        self._stream, self._encoding, self._deadline, self._most = stream, encoding, deadline, most

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._unpacked():
            size += len(chunk)
            if size > self._most:
                raise TooLarge(f"the answer is larger than {self._most} bytes")
            yield chunk

    def close(self) -> None:
        self._stream.close()

    def _raw(self) -> Iterator[bytes]:
        chunks = iter(self._stream)
        while True:
            with self._deadline.running():
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk

    def _unpacked(self) -> Iterator[bytes]:
        if self._encoding in ("", "identity"):
            yield from self._raw()
            return
        if self._encoding not in ("gzip", "x-gzip", "deflate"):
            raise httpx.DecodingError(f"the answer is packed as {self._encoding[:20]!r}")
        unpack = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever header is there
        begun = False
        try:
            for chunk in self._raw():
                rest, begun = chunk, True
                while rest:
                    yield unpack.decompress(rest, self._most + 1)
                    rest = unpack.unconsumed_tail
        except zlib.error as error:
            raise httpx.DecodingError("the answer can't be unpacked") from error
        if begun and not unpack.eof:
            raise httpx.RemoteProtocolError("the packed answer ends early")


class _Network(httpx.BaseTransport):
    """httpcore's pool over the guarded backend, with httpx's names for its errors."""

    def __init__(self, allow_private: Collection[str]) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_ssl_context(),
            network_backend=Backend({Place.parse(x) for x in allow_private}),
            max_connections=20,
            keepalive_expiry=5.0,
            retries=0,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        with _httpx_errors():
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_NetworkBody(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _NetworkBody(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        with _httpx_errors():
            self._answer.close()


@contextmanager
def _httpx_errors() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError:
        raise
    except Exception as error:
        ours = getattr(httpx, type(error).__name__, None)
        if type(error).__module__.startswith("httpcore") and isinstance(ours, type):
            raise ours(str(error)) from error
        raise


@cache
def _ssl_context() -> ssl.SSLContext:
    # Reading the system's roots takes tens of milliseconds; the context is never changed.
    return httpx.create_ssl_context(trust_env=False)


def _note(request: httpx.Request, outcome: int | str, begun: float) -> None:
    ms = (time.monotonic() - begun) * 1000
    path = "/".join(_shown(part) for part in request.url.path.split("/"))
    log.info("%s %s%s %s %.0f ms", request.method, request.url.host, path, outcome, ms)


def _shown(part: str) -> str:
    """Some platforms carry tokens in the path (`/bot123:secret/`); those are not logged."""
    secret = ":" in part or (len(part) >= 20 and re.search(r"\d", part) and "." not in part)
    return "…" if secret else part[:80]
