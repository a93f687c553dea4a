"""A server on loopback that misbehaves in the ways the outside does."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Hostile:
    """Answers by path; `seen` holds every request's head, so that tests know what had left."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.2)
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._talk, args=(connection,))
            thread.start()
            self._threads.append(thread)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            head = b""
            while b"\r\n\r\n" not in head:
                got = connection.recv(65536)
                if not got:
                    return
                head += got
            self.seen.append(head)
            name = head.split()[1].decode().strip("/").split("?")[0].partition("/")[0]
            with suppress(BrokenPipeError, ConnectionResetError):
                getattr(self, "do_" + name)(connection)

    def do_ok(self, c: socket.socket) -> None:
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    def do_shut(self, c: socket.socket) -> None:
        """Reads the request, then closes without a word."""

    def do_reset(self, c: socket.socket) -> None:
        c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def do_hang(self, c: socket.socket) -> None:
        self.stop.wait(5)

    def do_truncated(self, c: socket.socket) -> None:
        c.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"uri":')

    def do_garbage(self, c: socket.socket) -> None:
        c.sendall(b"\x00\x01 what is this\r\n\r\n")

    def do_drip(self, c: socket.socket) -> None:
        """One byte of the head at a time: each step is fast, the whole never ends."""
        c.sendall(b"HTTP/1.1 200 OK\r\n")
        while not self.stop.wait(0.1):
            c.sendall(b"X")

    def do_dripbody(self, c: socket.socket) -> None:
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not self.stop.wait(0.1):
            c.sendall(b"X")

    def do_huge(self, c: socket.socket) -> None:
        c.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(64):
            c.sendall(b"x" * 65536)

    def do_bomb(self, c: socket.socket) -> None:
        body = gzip.compress(b"\0" * 50_000_000)
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + body)

    def do_gzip(self, c: socket.socket) -> None:
        body = gzip.compress("小编".encode())
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + body)

    def do_halfgzip(self, c: socket.socket) -> None:
        body = gzip.compress("小编".encode() * 50)[:-12]
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + body)

    def do_metadata(self, c: socket.socket) -> None:
        self._redirect(c, "http://169.254.169.254/latest/meta-data/")

    def do_loop(self, c: socket.socket) -> None:
        self._redirect(c, "/loop")

    def do_hop(self, c: socket.socket) -> None:
        self._redirect(c, "/ok")

    def do_filehop(self, c: socket.socket) -> None:
        self._redirect(c, "file:///etc/passwd")

    def do_drown(self, c: socket.socket) -> None:
        """Redirects to a name that can't be resolved."""
        self._redirect(c, "http://nowhere.invalid/")

    def _redirect(self, c: socket.socket, to: str) -> None:
        c.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )


@contextmanager
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        thread.join(10)
