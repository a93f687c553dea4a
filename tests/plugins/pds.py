"""A real Bluesky server for tests, and the official client beside it.

Use the fixture `pds`, which every test knows from `tests/conftest.py`. Mark tests with
`pytest.mark.pds` and `pytest.mark.xdist_group("pds")`, so that one process of a parallel run starts
one server. `tests/servers/pds/README.md` tells how to get it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from xiaobian.accounts.port import Door

FOLDER = Path(__file__).parents[1] / "servers" / "pds"
_SECONDS_TO_BOOT = 180  # it takes 5, but machines can be busy


class NotThere(Exception):
    """The server can't be had here, and why."""


@dataclass
class PdsAccount:
    """An account made for one test."""

    pds: RealPds
    handle: str
    password: str
    did: str
    app_password: str

    def posts(self) -> list[dict[str, Any]]:
        """What the official client sees, oldest first."""
        return self.pds.ask("posts", handle=self.handle, password=self.password)

    def renew_app_password(self) -> None:
        """Take the app password back, and with it every session, and make another."""
        self.ask("revokeAppPassword", name="desk")
        self.app_password = self.ask("appPassword", name="desk")["password"]

    def ask(self, op: str, **values: Any) -> Any:
        """Anything else that the official client does for this account."""
        return self.pds.ask(op, handle=self.handle, password=self.password, **values)


class RealPds:
    """The running server and the official client, two processes that end with their input."""

    def __init__(self, data: Path) -> None:
        node = _node()
        if not (FOLDER / "node_modules" / "@atproto" / "pds").is_dir():
            raise NotThere("it is not installed; run tests/servers/pds/install")
        self._log = (data / "log").open("wb")
        self._server = self._start(node, "server.mjs", str(data / "data"))
        ready = _line(self._server, _SECONDS_TO_BOOT)
        if not ready:
            self.stop()
            said = (data / "log").read_text(errors="replace").split()
            raise NotThere(f"it did not start: {' '.join(said)[-300:]}")
        self.url: str = ready["url"]
        self._jwt_secret: str = ready["jwtSecret"]
        self._official = self._start(node, "official.mjs")

    def account(self, name: str = "shanye") -> PdsAccount:
        """A new account with an app password."""
        handle, password = f"{name}{secrets.token_hex(4)}.test", secrets.token_urlsafe(12)
        did = self.ask("createAccount", handle=handle, password=password)["did"]
        made = self.ask("appPassword", handle=handle, password=password, name="desk")
        return PdsAccount(self, handle, password, did, made["password"])

    def expired(self, token: str) -> str:
        """The same access token as it would be long after it ran out, signed by the server's key."""
        head, claims, _ = token.split(".")
        then = json.loads(_decode(claims)) | {"exp": 1_700_000_000, "iat": 1_699_990_000}
        signed = f"{head}.{_encode(json.dumps(then).encode())}"
        proof = hmac.new(self._jwt_secret.encode(), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_encode(proof)}"

    def ask(self, op: str, **values: Any) -> Any:
        """Let the official client do something; raises RuntimeError with its error."""
        assert self._official.stdin is not None
        self._official.stdin.write(json.dumps({"op": op, "service": self.url, **values}).encode())
        self._official.stdin.write(b"\n")
        self._official.stdin.flush()
        answer = _line(self._official, 120) or {"error": "the official client ended"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def stop(self) -> None:
        """Close their inputs and wait until they are gone."""
        for process in (getattr(self, "_official", None), self._server):
            if process is None:
                continue
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()
        self._log.close()

    def _start(self, node: str, script: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [node, script, *arguments],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "LOG_ENABLED": "false", "NODE_ENV": "production"},
        )


def _node() -> str:
    """The node beside this Python, which is the one that was installed for it, else any other."""
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    if node is None:
        raise NotThere("there is no node")
    return node


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _line(process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
    """The next JSON line of a process; empty when it ended or took too long."""
    stream: IO[bytes] | None = process.stdout
    assert stream is not None
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        while raw := stream.readline():
            if raw.startswith(b"{"):
                return json.loads(raw)
        return {}
    finally:
        timer.cancel()


@pytest.fixture(scope="session")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPds]:
    """The real server; a test that asks for it is skipped where it can't be had, and fails in CI."""
    try:
        server = RealPds(tmp_path_factory.mktemp("pds"))
    except NotThere as why:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the real Bluesky server can't be had: {why}")
        pytest.skip(f"the real Bluesky server can't be had: {why}")
    yield server
    server.stop()


class Desk:
    """An account as the desk holds it: what `keep` stores is what the next door opens with."""

    def __init__(self, http: Any, config: dict[str, Any] | None = None) -> None:
        self.http, self.config, self.kept = http, config or {}, dict[str, Any]()

    def door(self) -> Door:
        return Door(self.http, self.config, dict(self.kept), self._keep)

    def _keep(self, secrets: dict[str, Any]) -> None:
        self.kept = dict(secrets)
