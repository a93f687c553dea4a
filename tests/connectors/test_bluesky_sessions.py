"""Tokens: renewed when needed, kept at once, and signing in spared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.connectors.test_bluesky_contract import HANDLE, PASSWORD, BlueskyPlatform
from xiaobian.accounts.port import Later, Post, Profile, Refused, Sent, Upload
from xiaobian.connectors.bluesky import connector as bluesky
from xiaobian.connectors.bluesky.fake import FakeBluesky
from xiaobian.connectors.bluesky.session import _server
from xiaobian.connectors.contract.platform import AT, PNG
from xiaobian.connectors.fakes import FakeTransport
from xiaobian.kernel.http import open_client
from xiaobian.typeset.rendition import Part, Picture, Rendition

SIGN_IN, RENEW = "com.atproto.server.createSession", "com.atproto.server.refreshSession"
PUT, UPLOAD = "com.atproto.repo.putRecord", "com.atproto.repo.uploadBlob"


@pytest.fixture
def fake() -> FakeBluesky:
    return FakeBluesky()


@pytest.fixture
def platform(fake: FakeBluesky) -> Iterator[BlueskyPlatform]:
    with open_client(transport=FakeTransport(fake)) as http:
        made = BlueskyPlatform(http, "https://bsky.test", fake)
        fake.calls.clear()
        yield made


def write(text: str = "茶", seed: bytes = b"1") -> Post:
    identity = bluesky.identify(None, AT, seed)  # type: ignore[arg-type]
    return Post(identity, Rendition("thread", parts=(Part(text),)), AT)


def test_a_post_is_one_call_while_the_tokens_are_good(platform: BlueskyPlatform) -> None:
    assert isinstance(bluesky.publish(platform.door(), write()), Sent)
    assert platform.fake.calls == [PUT]


def test_a_token_that_ran_out_is_renewed_once_without_signing_in(platform: BlueskyPlatform) -> None:
    platform.fail("expired")
    assert isinstance(bluesky.publish(platform.door(), write()), Sent)
    assert platform.fake.calls == [PUT, RENEW, PUT]


def test_without_a_refresh_token_it_signs_in_once(platform: BlueskyPlatform) -> None:
    platform.fail("expired")
    platform.person.refresh.clear()
    assert isinstance(bluesky.publish(platform.door(), write()), Sent)
    assert Counter(platform.fake.calls)[SIGN_IN] == 1


def test_when_everything_is_taken_back_it_tries_to_sign_in_once_only(
    platform: BlueskyPlatform,
) -> None:
    platform.fail("revoked")
    outcome = bluesky.publish(platform.door(), write())
    assert outcome == Refused("Invalid identifier or password", reconnect=True)
    assert platform.fake.calls == [PUT, RENEW, SIGN_IN]


@pytest.mark.parametrize("kind", ["lost_answer", "html", "slow", "error_after", "truncated"])
def test_a_renewal_that_fails_leaves_the_post_provably_unsent(
    platform: BlueskyPlatform, kind: str
) -> None:
    """Not Unknown: nothing that anybody could see had been asked for."""
    platform.fail("expired")
    platform.fake.fail(kind, at=RENEW)
    assert isinstance(bluesky.publish(platform.door(), write()), Later)
    assert platform.posts() == []
    assert isinstance(bluesky.publish(platform.door(), write()), Sent)


def test_too_many_renewals_wait_and_do_not_sign_in(platform: BlueskyPlatform) -> None:
    platform.fail("expired")
    platform.fake.fail("rate_limited", at=RENEW)
    outcome = bluesky.publish(platform.door(), write())
    assert isinstance(outcome, Later)
    assert outcome.after == pytest.approx(120, abs=2)
    assert SIGN_IN not in platform.fake.calls


@pytest.mark.parametrize("kind", ["lost_answer", "slow", "html", "error_after"])
def test_an_upload_that_fails_leaves_the_post_provably_unsent(
    platform: BlueskyPlatform, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(PNG)
    rendition = Rendition("thread", parts=(Part("茶", pictures=(Picture("p"),)),))
    post = replace(write(), rendition=rendition, uploads={"p": Upload("p", file, "image/png")})
    platform.fake.fail(kind, at=UPLOAD)
    assert isinstance(bluesky.publish(platform.door(), post), Later)
    assert platform.posts() == []
    staged = bluesky.stage(platform.door(), post)
    assert isinstance(staged, dict)
    platform.fake.forget_blobs()
    assert isinstance(bluesky.publish(platform.door(), replace(post, staged=staged)), Sent)


def test_connecting_takes_the_handle_and_server_as_people_write_them() -> None:
    fake = FakeBluesky()
    fake.add(HANDLE, PASSWORD)
    with open_client(transport=FakeTransport(fake)) as http:
        platform = BlueskyPlatform(http, "https://bsky.test", FakeBluesky())
        platform.http = open_client(transport=FakeTransport(fake))
        typed = {"service": "bsky.test/", "handle": " @Shanye.Test ", "password": f" {PASSWORD}\n"}
        assert isinstance(bluesky.connect(platform.door(), typed), Profile)
        platform.http.close()
    assert platform.kept["service"] == "https://bsky.test"
    assert platform.kept["handle"] == HANDLE


def test_the_accounts_own_server_is_taken_only_when_it_is_public() -> None:
    def document(address: str) -> dict:
        return {"service": [{"id": "#atproto_pds", "serviceEndpoint": address}]}

    own = "https://morel.example.host"
    assert _server(document(own + "/"), "https://bsky.social") == own
    assert _server(document("http://10.0.0.1"), "https://bsky.social") == "https://bsky.social"
    assert _server(document(own), "http://localhost:2583") == "http://localhost:2583"
    assert _server(None, "https://bsky.social") == "https://bsky.social"
    assert _server({"service": ["?"]}, "https://bsky.social") == "https://bsky.social"
