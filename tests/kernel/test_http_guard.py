"""The outgoing door reaches only what it may, and never says secrets aloud."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.kernel.hostile import Hostile, hostile
from xiaobian.kernel.http import Forbidden, TooLarge, classify, open_client
from xiaobian.kernel.outside import Place, is_public


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as running:
        yield running


@pytest.fixture
def client(server: Hostile) -> Iterator[httpx.Client]:
    with open_client(allow_private=[server.place], timeout=1.0, max_bytes=1_000_000) as opened:
        yield opened


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "168.63.129.16", "198.18.0.1", "::", "::1", "fe80::1",
        "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/ok",
        "http://localhost:{port}/ok",
        "http://[::ffff:127.0.0.1]:{port}/ok",
        "http://2130706433:{port}/ok",
        "http://0x7f.1:{port}/ok",
        "http://127.1:{port}/ok",
        "http://0.0.0.0:{port}/ok",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_nothing_reaches_the_inside_however_it_is_written(server: Hostile, url: str) -> None:
    before = len(server.seen)
    with open_client(timeout=1) as closed, pytest.raises(httpx.HTTPError) as caught:
        closed.get(url.format(port=server.port))
    assert isinstance(caught.value, Forbidden | httpx.ConnectError)
    assert classify(caught.value) == "not_sent"
    assert len(server.seen) == before


def test_an_allowed_place_is_reached_and_its_other_ports_are_not(
    server: Hostile, client: httpx.Client
) -> None:
    assert client.get(server.url("/ok")).text == "ok"
    with pytest.raises(Forbidden):
        client.get(f"http://127.0.0.1:{server.port + 1}/ok")


def test_a_name_that_changes_its_mind_is_resolved_only_once(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1"])
    asked: list[str] = []

    def rebinding(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    reached: list[tuple[str, int]] = []

    def connecting(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connecting)
    with open_client(timeout=1) as client, pytest.raises(httpx.ConnectError):
        client.get("http://rebind.example/")
    assert asked == ["rebind.example"]
    assert reached == [("8.8.8.8", 80)]


def test_one_inside_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mixed(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in ("8.8.8.8", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    with open_client(timeout=1) as client, pytest.raises(Forbidden):
        client.get("http://mixed.example/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/"])
def test_only_http_and_https_leave(url: str) -> None:
    with open_client(timeout=1) as client, pytest.raises(httpx.UnsupportedProtocol) as caught:
        client.get(url)
    assert classify(caught.value) == "not_sent"


def test_redirects_are_not_followed_unless_asked(server: Hostile, client: httpx.Client) -> None:
    assert client.get(server.url("/hop")).status_code == 302
    assert client.get(server.url("/hop"), follow_redirects=True).text == "ok"


def test_a_redirect_to_the_metadata_service_meets_the_guard(
    server: Hostile, client: httpx.Client
) -> None:
    with pytest.raises(Forbidden):
        client.get(server.url("/metadata"), follow_redirects=True)
    with pytest.raises(httpx.HTTPError):
        client.get(server.url("/filehop"), follow_redirects=True)
    with pytest.raises(httpx.TooManyRedirects):
        client.get(server.url("/loop"), follow_redirects=True)


@pytest.mark.parametrize("path", ["/huge", "/bomb"])
def test_an_answer_that_is_too_large_is_cut_off_also_when_it_is_packed(
    server: Hostile, client: httpx.Client, path: str
) -> None:
    with pytest.raises(TooLarge):
        client.get(server.url(path))


def test_packed_answers_are_unpacked(server: Hostile, client: httpx.Client) -> None:
    assert client.get(server.url("/gzip")).text == "小编"
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(server.url("/halfgzip"))


@pytest.mark.parametrize("path", ["/hang", "/drip", "/dripbody"])
def test_the_whole_exchange_ends_in_time_even_when_every_step_is_fast(
    server: Hostile, path: str
) -> None:
    with (
        open_client(allow_private=[server.place], timeout=0.4) as client,
        pytest.raises(httpx.ReadTimeout) as caught,
    ):
        client.post(server.url(path))
    assert classify(caught.value) == "unknown"


def test_the_log_holds_no_query_header_body_or_token_in_a_path(
    server: Hostile, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.post(
        server.url("/ok/bot12345:AAsecret/x?key=secret"),
        headers={"authorization": "Bearer secret"},
        content="secret",
    )
    with pytest.raises(httpx.HTTPError):
        client.get(server.url("/shut/AAbb00112233445566778899secret"))
    written = "\n".join(r.getMessage() for r in caplog.records)
    assert "secret" not in written
    assert "POST 127.0.0.1/ok/…/x 200" in written
    assert "GET 127.0.0.1/shut/… RemoteProtocolError" in written


@pytest.mark.parametrize("text", ["localhost", ":80", "x:", "x:http"])
def test_a_place_that_is_not_host_and_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        Place.parse(text)
