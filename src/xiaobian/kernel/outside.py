"""Connections that leave the desk: which addresses they may reach, and until when."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REFUSED = (
    ipaddress.ip_network(
        "192.0.0.0/24"
    ),  # older Pythons call it global; a cloud's metadata is here
    ipaddress.ip_network("64:ff9b:1::/48"),  # NAT64 for private use
    ipaddress.ip_network("fec0::/10"),  # site-local, before unique local addresses
    ipaddress.ip_network("168.63.129.16/32"),  # a cloud's metadata on a public address
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays
)


class Forbidden(httpx.TransportError):
    """The address is inside somebody's network; nothing was sent to it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A host as it is written in a URL, and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read `host:port` or `[v6]:port`; raises ValueError that says what is wrong."""
        host, colon, port = text.strip().rpartition(":")
        if not colon or not host or not port.isdigit():
            raise ValueError(f"{text!r} is not host:port")
        return cls(host.strip("[]").lower(), int(port))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet, also when it is wrapped in another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    if any(address.version == net.version and address in net for net in _REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class Deadline:
    """The moment by which a whole exchange must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, negative when it is over."""
        return self._end - time.monotonic()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Make this the deadline of every network step inside."""
        token = _deadline.set(self)
        try:
            yield
        finally:
            _deadline.reset(token)


# Streams are shared by the requests of a pool, so the deadline follows the call, not the stream.
_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def _bounded(timeout: float | None, over: type[Exception]) -> float | None:
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline.left()
    if left <= 0:
        raise over("the time for this request is over")
    return left if timeout is None else min(timeout, left)


class Backend(httpcore.NetworkBackend):
    """Resolves once, refuses what is not public, and connects to the address it has looked at."""

    def __init__(self, allowed: Collection[Place]) -> None:
        self._allowed = frozenset(allowed)
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers; TLS keeps the name it was asked by."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._addresses(host, port):
            try:
                limit = _bounded(timeout, httpcore.ConnectTimeout)
                stream = self._inner.connect_tcp(
                    address, port, limit, local_address, socket_options
                )
                return _Stream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Never: sockets of this machine are inside."""
        raise Forbidden("sockets of this machine can't be reached")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} can't be resolved") from error
        addresses = list(dict.fromkeys(str(x[4][0]) for x in found))
        if Place(host.lower(), port) not in self._allowed:
            for address in addresses:
                # One inside address among public ones is how names are made to point inwards.
                if not is_public(ipaddress.ip_address(address.partition("%")[0])):
                    raise Forbidden(f"{host}:{port} is inside a network; see outside.allow_private")
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline of the call that uses it."""

    _PIECE = 64 * 1024  # so that a slow receiver of a large body meets the deadline

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), self._PIECE):
            piece = buffer[start : start + self._PIECE]
            self._inner.write(piece, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit = _bounded(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
