"""The whole contract against the server that Bluesky runs, over a wire that loses answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.plugins.pds import Desk, PdsAccount, RealPds
from xiaobian.accounts.port import Door, Profile
from xiaobian.connectors.bluesky import connector as bluesky
from xiaobian.connectors.bluesky.fake import FAILURES
from xiaobian.connectors.contract import ConnectorContract
from xiaobian.kernel.http import open_client

pytestmark = [pytest.mark.pds, pytest.mark.xdist_group("pds")]

PUT = "/xrpc/com.atproto.repo.putRecord"


class LossyWire(httpx.BaseTransport):
    """A real network, until it is told to fail at the next record."""

    def __init__(self) -> None:
        self.fault, self.calls = "", 0
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        fault = ""
        if request.url.path == PUT:
            fault, self.fault = self.fault, ""
        match fault:
            case "reset_before":
                raise httpx.RemoteProtocolError("Server disconnected")
            case "html":
                return httpx.Response(200, html="<p>Welcome to our Wi-Fi</p>")
            case "rate_limited":
                return httpx.Response(429, headers={"retry-after": "33"})
        response = self._inner.handle_request(request)
        if fault:
            response.read()
            response.close()
        match fault:
            case "lost_answer":
                raise httpx.RemoteProtocolError("Server disconnected")
            case "slow":
                raise httpx.ReadTimeout("timed out")
            case "error_after":
                return httpx.Response(502, text="Bad gateway")
            case "truncated":
                return httpx.Response(200, content=response.content[:20])
        return response

    def close(self) -> None:
        self._inner.close()


class PdsPlatform:
    failures = FAILURES

    def __init__(self, account: PdsAccount, http: httpx.Client, wire: LossyWire) -> None:
        self.account, self.wire = account, wire
        self._desk = Desk(http)
        self._seen = {account.password, account.app_password}
        assert isinstance(bluesky.connect(self.door(), self.typed()), Profile)

    def door(self) -> Door:
        return self._desk.door()

    def typed(self) -> dict[str, str]:
        account = self.account
        return {
            "service": account.pds.url,
            "handle": account.handle,
            "password": account.app_password,
        }

    def posts(self) -> Sequence[Sequence[str]]:
        threads: dict[str, list[str]] = {}
        for post in self.account.posts():
            root = post["value"].get("reply", {}).get("root", {}).get("uri", post["uri"])
            threads.setdefault(root, []).append(post["value"]["text"])
        return list(threads.values())

    def calls(self) -> int:
        return self.wire.calls

    def wait(self) -> float:
        return 33

    def fail(self, kind: str) -> None:
        if kind not in ("expired", "revoked"):
            self.wire.fault = kind
            return
        self._desk.kept["access"] = self.account.pds.expired(self._desk.kept["access"])
        if kind == "revoked":
            self.account.renew_app_password()
            self._desk.kept["refresh"] = self.account.pds.expired(self._desk.kept["refresh"])

    def secrets(self) -> set[str]:
        kept = self._desk.kept
        self._seen |= {kept.get("access", ""), kept.get("refresh", ""), self.account.app_password}
        return self._seen


@pytest.fixture(scope="module")
def account(pds: RealPds) -> PdsAccount:
    return pds.account()


class TestBlueskyForReal(ConnectorContract):
    # A skip of a test that needs the real server fails in CI; this promise isn't made.
    test_an_edit_changes_the_post_in_its_place = None

    @pytest.fixture
    def connector(self) -> Any:
        return bluesky

    @pytest.fixture
    def docs(self) -> Path:
        return Path(__file__).parents[2] / "docs"

    @pytest.fixture
    def platform(self, account: PdsAccount) -> Iterator[PdsPlatform]:
        account.ask("deletePosts")
        wire = LossyWire()
        with open_client(transport=wire, timeout=20) as http:
            yield PdsPlatform(account, http, wire)
