"""The switch in front of Django: health, static files, and everything else."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.templatetags.static import static as static_url

from xiaobian.box import asgi, health, static
from xiaobian.kernel import clock
from xiaobian.kernel.models import Heartbeat

Answer = tuple[int, dict[str, str], bytes]


def ask(path: str, method: str = "GET", **headers: str) -> Answer:
    """One request to the whole application."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    raw = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": b""}
    asyncio.run(asgi.application(scope, receive, send))
    told = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def sheet() -> str:
    """The address of a style sheet as pages write it."""
    return static_url("web/base.css")


def test_the_process_says_that_it_lives_without_asking_the_database() -> None:
    status, _, body = ask("/healthz")
    assert status == 200
    assert "xiaobian" in json.loads(body)


@pytest.mark.django_db
def test_a_desk_whose_worker_and_clock_are_silent_is_not_ready() -> None:
    parts = health.readiness()
    assert parts["database"]["ok"]
    assert parts["tables"]["ok"]
    assert not parts["worker"]["ok"]
    assert not parts["clock"]["ok"]


@pytest.mark.django_db
def test_fresh_heartbeats_make_it_ready_and_old_ones_do_not() -> None:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")
    Heartbeat.objects.create(part="clock", at=now)
    assert all(part["ok"] for part in health.readiness().values())
    Heartbeat.objects.update(at=now - timedelta(minutes=2))
    assert not health.readiness()["clock"]["ok"]


@pytest.mark.django_db
def test_a_database_that_lacks_a_migration_is_not_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'drafts'")
    assert "not applied" in health.readiness()["tables"]["why"]


def test_a_page_names_files_by_an_address_that_browsers_may_keep_for_ever(sheet: str) -> None:
    assert static.digest() in sheet
    status, headers, body = ask(sheet)
    assert status == 200
    assert headers["content-type"].startswith("text/css")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert b"{" in body


def test_a_file_is_sent_compressed_to_who_can_read_that(sheet: str) -> None:
    _, plain, whole = ask(sheet)
    _, headers, small = ask(sheet, accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(small) == whole
    assert "content-encoding" not in plain


def test_a_file_that_has_not_changed_is_not_sent_again(sheet: str) -> None:
    _, headers, _ = ask(sheet)
    status, _, body = ask(sheet, if_none_match=headers["etag"])
    assert (status, body) == (304, b"")


@pytest.mark.parametrize("prefix", ["/static/", "/static/0123456789ab/"])
def test_a_page_of_another_version_gets_the_file_but_may_not_keep_it(prefix: str) -> None:
    status, headers, _ = ask(f"{prefix}web/base.css")
    assert status == 200
    assert headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "path",
    [
        "nothing.css",
        "../settings.py",
        "%2e%2e/settings.py",
        "web/../../settings.py",
        "",
        "/etc/passwd",
    ],
)
def test_nothing_but_static_files_is_served(path: str) -> None:
    for address in (f"/static/{path}", f"/static/{static.digest()}/{path}"):
        assert ask(address)[0] == 404


def test_files_are_only_read(sheet: str) -> None:
    assert ask(sheet, "POST")[0] == 404
    status, _, body = ask(sheet, "HEAD")
    assert (status, body) == (200, b"")


def test_the_digest_follows_every_change(
    sheet: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    changed: Callable[[], Any] = lambda: [("a.css", tmp_path / "a.css")]  # noqa: E731
    monkeypatch.setattr(static, "files", changed)
    digests = set()
    for text in ("a", "b"):
        (tmp_path / "a.css").write_text(text)
        static.digest.cache_clear()
        digests.add(static.digest())
    static.digest.cache_clear()
    assert len(digests) == 2


def test_an_open_stream_is_told_when_the_server_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        told.append((await receive())["type"])

    async def never() -> Any:
        await asyncio.Event().wait()

    async def serve() -> None:
        monkeypatch.setattr(asgi, "ending", asyncio.Event())
        monkeypatch.setattr(asgi, "_prefixed", [("/events/", stream)])
        scope = {"type": "http", "path": "/events/"}
        request = asyncio.ensure_future(asgi.application(scope, never, never))
        asgi.ending.set()
        await asyncio.wait_for(request, 5)

    asyncio.run(serve())
    assert told == ["http.disconnect"]
