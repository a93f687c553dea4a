"""The contract suite fails connectors that break it, for each promise that matters most."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.connectors import test_bluesky_contract as ours
from xiaobian.accounts.port import (
    Absent,
    Capability,
    Door,
    Finding,
    Later,
    Outcome,
    Post,
    Refused,
    Sent,
    Unknown,
)
from xiaobian.connectors.bluesky.connector import Bluesky
from xiaobian.connectors.bluesky.fake import FakeBluesky
from xiaobian.connectors.contract.platform import AT, FAMILY, rendition
from xiaobian.connectors.fakes import FakeTransport
from xiaobian.connectors.sources import bad_habits
from xiaobian.kernel.http import open_client


class Forgetful(Bluesky):
    """Chooses a new identity for every attempt, as most desks do."""

    def publish(self, door: Door, post: Post) -> Outcome:
        self.count = getattr(self, "count", 0) + 1
        identity = super().identify(door, post.created_at, str(self.count).encode())
        return super().publish(door, replace(post, identity=identity))


class Rash(Bluesky):
    """Takes a lost answer for a failure."""

    def publish(self, door: Door, post: Post) -> Outcome:
        outcome = super().publish(door, post)
        return Refused(outcome.why) if isinstance(outcome, Unknown) else outcome


class Eager(Bluesky):
    """Sends again at once when it does not know."""

    def publish(self, door: Door, post: Post) -> Outcome:
        first = super().publish(door, post)
        return super().publish(door, post) if isinstance(first, Unknown) else first


class Impatient(Bluesky):
    """Does not listen when it is asked to wait."""

    def publish(self, door: Door, post: Post) -> Outcome:
        outcome = super().publish(door, post)
        return Later(1, "soon") if isinstance(outcome, Later) else outcome


class Blind(Bluesky):
    """Never finds anything."""

    def find(self, door: Door, post: Post) -> Finding:
        return Absent()


class Chatty(Bluesky):
    """Writes its tokens into the log."""

    def publish(self, door: Door, post: Post) -> Outcome:
        logging.getLogger("chatty").debug("with %s", door.secrets)
        return super().publish(door, post)


class Boastful(Bluesky):
    """Declares what it can't do."""

    manifest = replace(
        Bluesky.manifest, capabilities=Bluesky.manifest.capabilities | {Capability.EDIT}
    )


class Fickle(Bluesky):
    """Gives everybody the same identity."""

    def identify(self, door: Door, at: datetime, seed: bytes) -> str:
        return super().identify(door, at, b"")


class Wasteful(Bluesky):
    """Lets the platform count."""

    def publish(self, door: Door, post: Post) -> Outcome:
        door.http.get("https://bsky.test/xrpc/com.atproto.server.describeServer")
        return super().publish(door, post)


class Stubborn(Bluesky):
    """Can withdraw once."""

    def withdraw(self, door: Door, post: Post, sent: Sent) -> Any:
        if isinstance(self.find(door, post), Absent):
            return Refused("it is not there")
        return super().withdraw(door, post, sent)


@pytest.mark.parametrize(
    ("broken", "promise", "arguments"),
    [
        (Forgetful, "test_the_same_post_sent_twice_is_there_once", {}),
        (Rash, "test_when_nobody_can_tell_it_says_unknown_and_never_refused", {"kind": "slow"}),
        (Eager, "test_when_nobody_can_tell_it_says_unknown_and_never_refused", {"kind": "html"}),
        (Impatient, "test_too_many_means_later_and_the_platform_says_when", {}),
        (Blind, "test_when_nobody_can_tell_it_says_unknown_and_never_refused", {"kind": "slow"}),
        (Boastful, "test_what_it_declares_it_can_do_and_the_other_way_round", {}),
        (Fickle, "test_the_same_seed_gives_the_same_identity_and_others_differ", {}),
        (Wasteful, "test_text_is_counted_as_the_platform_counts", {"unit": "汉"}),
        (Stubborn, "test_withdrawing_twice_is_fine", {}),
        (Chatty, "test_no_secret_is_ever_seen", {"caplog": True}),
    ],
)
def test_a_broken_connector_fails_the_promise_it_breaks(
    broken: type[Bluesky],
    promise: str,
    arguments: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    if "caplog" in arguments:
        arguments = {"caplog": caplog}
    _run(Bluesky(), promise, arguments)  # the sound one keeps it, so it is the fault that fails
    with pytest.raises(AssertionError):
        _run(broken(), promise, arguments)


def _run(connector: Bluesky, promise: str, arguments: dict[str, Any]) -> None:
    with open_client(transport=FakeTransport(fake := FakeBluesky())) as http:
        platform = ours.BlueskyPlatform(http, "https://bsky.test", fake)
        test: Callable[..., None] = getattr(ours.TestBluesky(), promise)
        wanted = test.__code__.co_varnames[1 : test.__code__.co_argcount]  # type: ignore[attr-defined]
        made = 0

        def write(text: str = FAMILY, value: Any = None) -> Post:
            nonlocal made
            made += 1
            value = value or rendition(connector.manifest, text)
            seed = f"{promise} {made}".encode()
            return Post(connector.identify(platform.door(), AT, seed), value, AT)

        known = {"connector": connector, "platform": platform, "write": write, **arguments}
        test(**{name: known[name] for name in wanted if name in known})


@pytest.mark.parametrize(
    ("source", "habit"),
    [
        ("import time\ntime.sleep(1)\n", "sleeps"),
        ("from time import sleep\nsleep(1)\n", "sleeps"),
        ("from threading import Thread\n", "imports threading"),
        ("import urllib3.util\n", "imports urllib3"),
        ("def f():\n    global x\n", "changes a global"),
        ("CACHE = {}\n", "keeps state"),
        ("seen: set[str] = set()\n", "keeps state"),
    ],
)
def test_bad_habits_are_seen_in_the_source(tmp_path: Path, source: str, habit: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(source)
    assert any(habit in found for found in bad_habits(module))
    module.write_text("CODES = {'a': 1}\nNONE = ()\nimport json\n")
    assert list(bad_habits(module)) == []
