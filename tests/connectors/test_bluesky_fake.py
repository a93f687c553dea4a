"""The fake shows people what was posted, obeys other processes, and runs as an ASGI app."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from xiaobian.connectors.bluesky import tid
from xiaobian.connectors.bluesky.fake import FakeBluesky, demo
from xiaobian.connectors.contract.platform import AT
from xiaobian.connectors.fakes import FakeTransport, asgi, serve


@pytest.fixture
def fake() -> FakeBluesky:
    fake = FakeBluesky(open_door=True)
    fake.add("lin.test", "secret")
    return fake


@pytest.fixture
def client(fake: FakeBluesky) -> httpx.Client:
    client = httpx.Client(transport=FakeTransport(fake), base_url="https://fake.test")
    typed = {"identifier": "lin.test", "password": "secret"}
    session = client.post("/xrpc/com.atproto.server.createSession", json=typed).json()
    client.headers["authorization"] = f"Bearer {session['accessJwt']}"
    return client


def put(client: httpx.Client, text: str, seed: bytes = b"", **more: Any) -> httpx.Response:
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-22T04:30:00Z"}
    place = {"repo": "lin.test", "collection": "app.bsky.feed.post", "rkey": tid.choose(AT, seed)}
    body = {**place, "record": record | more}
    return client.post("/xrpc/com.atproto.repo.putRecord", json=body)


def test_its_page_shows_posts_to_people_and_nothing_of_theirs_runs(client: httpx.Client) -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://e.com/?a=1&b=2"}
    facet = {"index": {"byteStart": 0, "byteEnd": 6}, "features": [link]}
    answer = put(client, "小编 <script>alert(1)</script>", facets=[facet], tags=["山野"])
    page = client.get("/").text
    assert '<a href="https://e.com/?a=1&amp;b=2">小编</a> &lt;script&gt;' in page
    assert "#山野" in page
    key = answer.json()["uri"].rsplit("/", 1)[1]
    put(client, "another", b"2")
    assert "another" not in client.get(f"/profile/did:plc:x/post/{key}").text


@pytest.mark.parametrize(
    "more",
    [
        {"text": "字" * 301},
        {"langs": ["zh"] * 4},
        {"langs": ["not a language"]},
        {"tags": ["x"] * 9},
        {"createdAt": "yesterday"},
        {"colour": "red"},
        {"facets": [{"index": {"byteStart": 0, "byteEnd": 99}, "features": [{}]}]},
        {"facets": [{"index": {"byteStart": 0, "byteEnd": 1}, "features": []}]},
        {"embed": {"$type": "app.bsky.embed.video"}},
        {"reply": {"root": {}, "parent": {}}},
    ],
)
def test_it_is_as_strict_as_the_lexicon(
    client: httpx.Client, fake: FakeBluesky, more: dict
) -> None:
    answer = put(client, **{"text": "茶", **more})
    assert answer.status_code == 400
    assert answer.json()["error"] == "InvalidRequest"
    assert fake.posts() == []


def test_another_process_can_make_it_fail_and_see_what_is_there(fake: FakeBluesky) -> None:
    with serve(fake) as url, httpx.Client(base_url=url, trust_env=False) as outside:
        typed = {"identifier": "lin.test", "password": "secret"}
        session = outside.post("/xrpc/com.atproto.server.createSession", json=typed).json()
        outside.headers["authorization"] = f"Bearer {session['accessJwt']}"
        outside.post("/_fake/fail", json={"kind": "lost_answer"})
        with pytest.raises(httpx.RemoteProtocolError):
            put(outside, "茶")
        assert [p["text"] for p in outside.get("/_fake/posts").json()] == ["茶"]


def test_a_fault_it_does_not_know_is_refused(fake: FakeBluesky) -> None:
    with pytest.raises(ValueError, match="lost_answer"):
        fake.fail("explode")


async def ask(app: Any, method: str, path: str, body: bytes = b"") -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    await app(scope, receive, send)
    return sent


def test_the_demo_opens_an_account_for_whoever_signs_in() -> None:
    typed = json.dumps({"identifier": "new.test", "password": "any"}).encode()
    start, body = asyncio.run(ask(demo(), "POST", "/xrpc/com.atproto.server.createSession", typed))
    assert start["status"] == 200
    assert json.loads(body["body"])["handle"] == "new.test"


def test_as_an_app_a_lost_answer_is_the_servers_error(fake: FakeBluesky) -> None:
    fake.fail("lost_answer", at="com.atproto.server.createSession")
    typed = json.dumps({"identifier": "lin.test", "password": "secret"}).encode()
    with pytest.raises(ConnectionResetError):
        asyncio.run(ask(asgi(fake), "POST", "/xrpc/com.atproto.server.createSession", typed))
