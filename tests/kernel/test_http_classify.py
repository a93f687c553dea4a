"""Which errors prove that nothing left, seen against a server that really misbehaves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from tests.kernel.hostile import Hostile, hostile
from xiaobian.kernel.http import classify, open_client


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as running:
        yield running


@pytest.mark.parametrize(
    "path", ["/shut", "/reset", "/hang", "/truncated", "/garbage", "/drip", "/huge", "/bomb"]
)
def test_after_the_request_left_nothing_is_proved(server: Hostile, path: str) -> None:
    before = len(server.seen)
    with (
        open_client(allow_private=[server.place], timeout=0.5, max_bytes=100_000) as client,
        pytest.raises(httpx.HTTPError) as caught,
    ):
        client.post(server.url(path), json={"text": "小编"})
    assert classify(caught.value) == "unknown"
    assert len(server.seen) == before + 1, "the server had the request"


def test_a_refused_connection_proves_that_nothing_left() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound but not listening: refuses
        place = f"127.0.0.1:{free.getsockname()[1]}"
        with (
            open_client(allow_private=[place], timeout=1) as client,
            pytest.raises(httpx.ConnectError) as caught,
        ):
            client.post(f"http://{place}/")
    assert classify(caught.value) == "not_sent"


def test_a_name_that_does_not_resolve_proves_that_nothing_left() -> None:
    with open_client(timeout=2) as client, pytest.raises(httpx.ConnectError) as caught:
        client.post("http://nowhere.invalid/")
    assert classify(caught.value) == "not_sent"


def test_a_failed_tls_handshake_proves_that_nothing_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"

        def refuse() -> None:
            connection, _ = listener.accept()
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=refuse)
        thread.start()
        with (
            open_client(allow_private=[place], timeout=2) as client,
            pytest.raises(httpx.ConnectError) as caught,
        ):
            client.post(f"https://{place}/", content=b"secret")
        thread.join(5)
    assert classify(caught.value) == "not_sent"


def test_a_failure_behind_a_redirect_proves_nothing(server: Hostile) -> None:
    """The first hop got the request and may have acted on it."""
    with open_client(allow_private=[server.place], timeout=2) as client:
        for path in ("/metadata", "/drown"):
            with pytest.raises(httpx.HTTPError) as caught:
                client.post(server.url(path), follow_redirects=True)
            assert classify(caught.value) == "unknown"
