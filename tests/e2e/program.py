"""A running desk with a brand, a Bluesky account and a token: what a program outside sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from tests.box.running import RunningDesk
from tests.plugins.pds import PdsAccount

_FOUND = """
import json, sys
from xiaobian.accounts import verbs
from xiaobian.kernel import clock
from xiaobian.people import tokens
from xiaobian.people.access import Act
from xiaobian.people.models import Member, User
typed = json.loads({typed!r})
now = clock.now()
jing = User.objects.create_user("jing@example.com", "a-long-passphrase", name="阿静")
brand = verbs.open_brand("山野茶", jing, now, slug="shanye", zone="Asia/Shanghai")
accounts = [verbs.connect(brand, "bluesky", each, jing, now) for each in typed]
member = Member.objects.get(brand=brand, user=jing)
_, token = tokens.issue(member, "test", list(Act), None, now)
print("FOUND " + json.dumps({{"token": token, "accounts": [str(a.pk) for a in accounts]}}))
"""


def allowing(pds_url: str) -> dict[str, str]:
    """The option that lets the desk's outgoing door reach a server on this machine."""
    return {"XIAOBIAN_OUTSIDE__ALLOW_PRIVATE": json.dumps([pds_url.removeprefix("http://")])}


class Program:
    """Calls the desk's API, as any program would."""

    def __init__(self, desk: RunningDesk, *bluesky: PdsAccount) -> None:
        self.desk = desk
        typed = [
            {"service": a.pds.url, "handle": a.handle, "password": a.app_password} for a in bluesky
        ]
        code = _FOUND.format(typed=json.dumps(typed))
        found = manage(desk.home, bluesky[0].pds.url, "shell", "-v", "0", "-c", code)
        line = next(x for x in found.splitlines() if x.startswith("FOUND "))
        made = json.loads(line.removeprefix("FOUND "))
        self.token, self.accounts = made["token"], made["accounts"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One call; raises on anything but success."""
        request = urllib.request.Request(
            f"{self.desk.url}/api/v1{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def write(self, text: str) -> str:
        """A draft; returns its id."""
        return self.call("POST", "/drafts", {"text": text})["id"]

    def publish(self, draft: str, account: str, **when: str) -> str:
        """A promise on one of the Bluesky accounts; returns the delivery's id."""
        body = {"draft": draft, "account": account} | when
        return self.call("POST", "/deliveries", body)["id"]

    def states(self) -> dict[str, int]:
        """How many deliveries stand where."""
        counted: dict[str, int] = {}
        cursor = ""
        while cursor is not None:
            found = self.call("GET", f"/deliveries?limit=100{cursor}")
            for delivery in found["items"]:
                counted[delivery["state"]] = counted.get(delivery["state"], 0) + 1
            cursor = f"&cursor={found['next']}" if found["next"] else None
        return counted


def manage(home: Path, pds_url: str, *arguments: str) -> str:
    """`xiaobian manage …` beside a running desk; returns what it printed."""
    env = os.environ | allowing(pds_url) | {"XIAOBIAN_HOME": str(home)}
    env.pop("XIAOBIAN_DATABASE_DSN", None)
    command = [sys.executable, "-m", "xiaobian.box.cli", "manage", *arguments]
    done = subprocess.run(
        command, check=False, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
