"""Identity: the same post is there once, whatever happens to the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from xiaobian.accounts.port import (
    Absent,
    Finds,
    Later,
    Post,
    Publishes,
    Refused,
    Sent,
    Unknown,
)
from xiaobian.connectors.contract.platform import (
    AT,
    FAMILY,
    UNKNOWABLE,
    Platform,
    Setting,
    needs,
    shown,
)


class Once(Setting):
    """The heart of the contract."""

    def test_the_same_seed_gives_the_same_identity_and_others_differ(
        self, connector: Publishes, platform: Platform
    ) -> None:
        door, before = platform.door(), platform.calls()
        seeds = [f"{n}".encode() for n in range(200)]
        first = [connector.identify(door, AT, seed) for seed in seeds]
        assert first == [connector.identify(door, AT, seed) for seed in seeds]
        assert len(set(first)) == len(seeds)
        assert all(0 < len(identity) <= 255 for identity in first)
        assert platform.calls() == before, "identify asks nobody"

    def test_the_same_post_sent_twice_is_there_once(
        self, connector: Publishes, platform: Platform, write: Callable[..., Post]
    ) -> None:
        post = write()
        first = connector.publish(platform.door(), post)
        again = connector.publish(platform.door(), post)
        assert isinstance(first, Sent) and isinstance(again, Sent)
        assert (first.remote_id, first.url) == (again.remote_id, again.url)
        assert shown(platform) == [FAMILY]

    def test_two_posts_of_the_same_words_and_instant_are_two(
        self, connector: Publishes, platform: Platform, write: Callable[..., Post]
    ) -> None:
        assert isinstance(connector.publish(platform.door(), write()), Sent)
        assert isinstance(connector.publish(platform.door(), write()), Sent)
        assert shown(platform) == [FAMILY, FAMILY]

    def test_staging_shows_nothing_and_can_be_repeated(
        self, connector: Publishes, platform: Platform, write: Callable[..., Post]
    ) -> None:
        post = write()
        early = replace(post, identity="")  # uploads may come before the identity is chosen
        staged = [connector.stage(platform.door(), p) for p in (early, post)]
        assert shown(platform) == []
        assert all(isinstance(s, dict) for s in staged)
        sent = connector.publish(platform.door(), replace(post, staged=staged[1]))
        assert isinstance(sent, Sent)

    def test_instants_of_every_zone_are_taken(
        self, connector: Publishes, platform: Platform
    ) -> None:
        door = platform.door()
        for days in (-3650, 0, 3650):
            assert connector.identify(door, AT + timedelta(days=days), b"seed")

    @pytest.mark.parametrize("kind", [*UNKNOWABLE, "reset_before", "html"])
    def test_when_nobody_can_tell_it_says_unknown_and_never_refused(
        self, connector: Any, platform: Platform, write: Callable[..., Post], kind: str
    ) -> None:
        """The heart of it: then the desk asks, and sends again only what is provably absent."""
        needs(platform, kind)
        post = write()
        platform.fail(kind)
        assert isinstance(connector.publish(platform.door(), post), Unknown)
        if isinstance(connector, Finds):
            found = connector.find(platform.door(), post)
            assert isinstance(found, Sent if kind in UNKNOWABLE else Absent)
        assert isinstance(connector.publish(platform.door(), post), Sent)
        assert shown(platform) == [FAMILY]

    def test_too_many_means_later_and_the_platform_says_when(
        self, connector: Publishes, platform: Platform, write: Callable[..., Post]
    ) -> None:
        needs(platform, "rate_limited")
        post = write()
        platform.fail("rate_limited")
        outcome = connector.publish(platform.door(), post)
        assert isinstance(outcome, Later)
        assert outcome.after == pytest.approx(platform.wait(), abs=2)
        assert shown(platform) == []

    def test_tokens_that_ran_out_are_renewed_and_kept(
        self, connector: Publishes, platform: Platform, write: Callable[..., Post]
    ) -> None:
        needs(platform, "expired")
        platform.fail("expired")
        assert isinstance(connector.publish(platform.door(), write()), Sent)
        spent = platform.calls()
        assert isinstance(connector.publish(platform.door(), write()), Sent)
        assert platform.calls() - spent <= 2, "the renewed token was not kept"

    def test_a_right_taken_back_asks_to_reconnect(
        self, connector: Publishes, platform: Platform, write: Callable[..., Post]
    ) -> None:
        needs(platform, "revoked")
        post = write()
        platform.fail("revoked")
        outcome = connector.publish(platform.door(), post)
        assert isinstance(outcome, Refused) and outcome.reconnect
        assert shown(platform) == []

    def test_what_is_not_there_is_absent(
        self, connector: Finds, platform: Platform, write: Callable[..., Post]
    ) -> None:
        if not isinstance(connector, Finds):
            pytest.skip("can't be asked")
        assert isinstance(connector.find(platform.door(), write()), Absent)
