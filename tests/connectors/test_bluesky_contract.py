"""Bluesky keeps the contract, over its fake: in the process, and over a real socket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from xiaobian.accounts.port import Door, Profile
from xiaobian.accounts.registry import connector as find_connector
from xiaobian.connectors.bluesky.fake import FAILURES, RETRY_AFTER, FakeBluesky
from xiaobian.connectors.contract import ConnectorContract
from xiaobian.connectors.fakes import FakeTransport, serve
from xiaobian.kernel.http import open_client

HANDLE, PASSWORD = "shanye.test", "abcd-efgh-ijkl-mnop"
DOCS = Path(__file__).parents[2] / "docs"


class BlueskyPlatform:
    """The fake as the contract wants to see it. `keep` changes the secrets of later doors."""

    failures = FAILURES

    def __init__(self, http: httpx.Client, service: str, fake: FakeBluesky) -> None:
        self.http, self.service, self.fake = http, service, fake
        self.person = fake.add(HANDLE, PASSWORD)
        self.kept: dict[str, Any] = {}
        self._everything: set[str] = {PASSWORD}
        profile = find_connector("bluesky").connect(self.door(), self.typed())  # type: ignore[attr-defined]
        assert isinstance(profile, Profile)

    def door(self) -> Door:
        return Door(self.http, {"web": self.service}, dict(self.kept), self.keep)

    def keep(self, secrets: dict[str, Any]) -> None:
        self.kept = dict(secrets)

    def typed(self) -> dict[str, str]:
        return {"service": self.service, "handle": "@" + HANDLE, "password": PASSWORD}

    def posts(self) -> Sequence[Sequence[str]]:
        threads: dict[str, list[str]] = {}
        for post in self.fake.posts():
            root = post.get("reply", {}).get("root", {}).get("uri", post["uri"])
            threads.setdefault(root, []).append(post["text"])
        return list(threads.values())

    def calls(self) -> int:
        return len(self.fake.calls)

    def fail(self, kind: str) -> None:
        self.fake.fail(kind)

    def wait(self) -> float:
        return RETRY_AFTER

    def secrets(self) -> set[str]:
        self._everything |= self.person.access | self.person.refresh | {self.person.password}
        return self._everything


class TestBluesky(ConnectorContract):
    test_an_edit_changes_the_post_in_its_place = None  # not promised

    @pytest.fixture
    def connector(self) -> Any:
        return find_connector("bluesky")

    @pytest.fixture
    def docs(self) -> Path:
        return DOCS

    @pytest.fixture(params=["inside", "socket"])
    def platform(self, request: pytest.FixtureRequest) -> Iterator[BlueskyPlatform]:
        fake = FakeBluesky()
        with ExitStack() as stack:
            if request.param == "socket":
                url = stack.enter_context(serve(fake))
                client = open_client(allow_private=[urlsplit(url).netloc], timeout=0.5)
            else:
                url = "https://bsky.test"
                client = open_client(transport=FakeTransport(fake))
            yield BlueskyPlatform(stack.enter_context(client), url, fake)
