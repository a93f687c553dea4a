"""Limits, threads, changes, numbers, and what nobody may see."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xiaobian.accounts.port import (
    Absent,
    Connects,
    Edits,
    Finds,
    Post,
    Reading,
    ReadsNumbers,
    Refused,
    Sent,
    Unknown,
    Upload,
    Withdraws,
)
from xiaobian.connectors.contract.platform import (
    AT,
    EMOJI,
    FAMILY,
    PNG,
    UNKNOWABLE,
    Platform,
    Setting,
    measure,
    needs,
    rendition,
    shown,
)
from xiaobian.typeset.rendition import Part, Picture, Rendition

# Losing every right comes last.
_FAULTS = (*UNKNOWABLE, "reset_before", "html", "rate_limited", "expired", "revoked")


class Shape(Setting):
    """What goes out, and what comes back."""

    @pytest.mark.parametrize("unit", ["a", "汉", EMOJI, "🇨🇳", "é"])
    def test_text_is_counted_as_the_platform_counts(
        self, connector: Any, platform: Platform, write: Callable[..., Post], unit: str
    ) -> None:
        """The longest text goes out; one unit more is refused, and nobody was asked."""
        limits = [x for x in connector.manifest.limits if x.name == "text"]
        if not limits:
            pytest.skip("no limit on text")
        count = min(int(x.maximum // measure(x)(unit)) for x in limits)
        assert isinstance(connector.publish(platform.door(), write(unit * count)), Sent)
        before = platform.calls()
        for call in (connector.stage, connector.publish):
            outcome = call(platform.door(), write(unit * (count + 1)))
            assert isinstance(outcome, Refused) and outcome.lasting
        assert platform.calls() == before
        assert shown(platform) == [unit * count]

    def test_too_many_pictures_are_refused_before_anybody_is_asked(
        self, connector: Any, platform: Platform, write: Callable[..., Post], tmp_path: Path
    ) -> None:
        limit = connector.manifest.limit("images")
        if limit is None:
            pytest.skip("no limit on pictures")
        file = tmp_path / "a.png"
        file.write_bytes(PNG)
        refs = [f"p{n}" for n in range(limit.maximum + 1)]
        value = rendition(connector.manifest, FAMILY, [Picture(r, "茶") for r in refs])
        uploads = {r: Upload(r, file, "image/png", 1, 1) for r in refs}
        before = platform.calls()
        outcome = connector.publish(platform.door(), replace(write(value=value), uploads=uploads))
        assert isinstance(outcome, Refused) and outcome.lasting
        assert platform.calls() == before

    def test_threads_keep_their_order(
        self, connector: Any, platform: Platform, write: Callable[..., Post]
    ) -> None:
        if not connector.manifest.threads:
            pytest.skip("no threads")
        texts = ["一", "二", "三"]
        value = Rendition(connector.manifest.layout, parts=tuple(Part(t) for t in texts))
        assert isinstance(connector.publish(platform.door(), write(value=value)), Sent)
        assert [list(p) for p in platform.posts()] == [texts]

    def test_a_thread_cut_short_is_finished_not_doubled(
        self, connector: Any, platform: Platform, write: Callable[..., Post]
    ) -> None:
        if not connector.manifest.threads:
            pytest.skip("no threads")
        needs(platform, "lost_answer")
        texts = ["一", "二", "三"]
        value = Rendition(connector.manifest.layout, parts=tuple(Part(t) for t in texts))
        post = write(value=value)
        platform.fail("lost_answer")
        assert isinstance(connector.publish(platform.door(), post), Unknown)
        if isinstance(connector, Finds):
            assert isinstance(connector.find(platform.door(), post), Absent)
        assert isinstance(connector.publish(platform.door(), post), Sent)
        assert [list(p) for p in platform.posts()] == [texts]

    def test_withdrawing_twice_is_fine(
        self, connector: Any, platform: Platform, write: Callable[..., Post]
    ) -> None:
        if not isinstance(connector, Withdraws):
            pytest.skip("can't withdraw")
        post, other = write(), write("stays")
        sent = connector.publish(platform.door(), post)
        connector.publish(platform.door(), other)
        for _ in range(2):
            assert isinstance(connector.withdraw(platform.door(), post, sent), Sent)
        assert shown(platform) == ["stays"]
        if isinstance(connector, Finds):
            assert isinstance(connector.find(platform.door(), post), Absent)

    def test_an_edit_changes_the_post_in_its_place(
        self, connector: Any, platform: Platform, write: Callable[..., Post]
    ) -> None:
        if not isinstance(connector, Edits):
            pytest.skip("can't edit")
        post = write()
        sent = connector.publish(platform.door(), post)
        changed = replace(post, rendition=rendition(connector.manifest, "改过了"))
        for _ in range(2):
            again = connector.edit(platform.door(), changed, sent)
            assert isinstance(again, Sent) and again.remote_id == sent.remote_id
        assert shown(platform) == ["改过了"]

    def test_numbers_are_those_it_declares_and_about_what_was_asked(
        self, connector: Any, platform: Platform, write: Callable[..., Post]
    ) -> None:
        if not isinstance(connector, ReadsNumbers):
            pytest.skip("reads no numbers")
        sent = connector.publish(platform.door(), write())
        readings = connector.numbers(platform.door(), [sent.remote_id, "nothing-of-ours"], AT)
        assert isinstance(readings, list) and readings
        assert all(isinstance(r, Reading) and r.at == AT for r in readings)
        assert {r.metric for r in readings} <= set(connector.manifest.metrics)
        assert {r.remote_id for r in readings} == {sent.remote_id}
        assert connector.numbers(platform.door(), [], AT) == []

    def test_no_secret_is_ever_seen(
        self,
        connector: Any,
        platform: Platform,
        write: Callable[..., Post],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        seen = [repr(platform.door()), repr(connector), repr(connector.manifest)]
        known = set(platform.secrets())
        if isinstance(connector, Connects):
            seen.append(repr(connector.connect(platform.door(), platform.typed())))
            known |= set(platform.secrets())
        for kind in ("", *(k for k in _FAULTS if k in platform.failures)):
            post = write()
            if kind:
                platform.fail(kind)
            seen.append(repr(connector.publish(platform.door(), post)))
            if isinstance(connector, Finds):
                seen.append(repr(connector.find(platform.door(), post)))
            known |= set(platform.secrets())
        said = "\n".join([*seen, *(f"{r.getMessage()} {r.exc_text}" for r in caplog.records)])
        assert not [secret for secret in known if secret and secret in said]
