"""Platforms are asked back early and ever more rarely; what fails is noted and never stops others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from xiaobian.accounts.port import Capability, Door, Later, Manifest, Reading, Refused, Unknown
from xiaobian.numbers import polling, summary
from xiaobian.numbers.models import Poll, Snapshot
from xiaobian.publishing.models import Delivery

pytestmark = pytest.mark.django_db
Out = Callable[..., Delivery]


class Square:
    """A platform that counts likes: ten more at each question. It fails on command."""

    def __init__(self) -> None:
        self.questions: list[list[str]] = []
        self.mishaps: list[Any] = []
        self.manifest = Manifest(
            kind="bluesky",
            name="Bluesky",
            mark="B",
            colour="#1185fe",
            layout="thread",
            capabilities=frozenset({Capability.NUMBERS}),
        )

    def numbers(self, door: Door, remote_ids: Sequence[str], now: datetime) -> Any:
        self.questions.append(list(remote_ids))
        if self.mishaps:
            mishap = self.mishaps.pop(0)
            if isinstance(mishap, Exception):
                raise mishap
            return mishap
        likes = 10.0 * len(self.questions)
        return [Reading(r, "likes", likes, now) for r in remote_ids]


@pytest.fixture
def square(monkeypatch: pytest.MonkeyPatch) -> Square:
    square = Square()
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: square)
    return square


def minute(now: datetime) -> int:
    """What the job does every minute."""
    polling.begin(now)
    return polling.ask_all(polling.claim(now), now)


def test_a_post_is_looked_at_thirteen_times_in_thirty_days(
    out: Out, square: Square, now: datetime
) -> None:
    delivery = out("bluesky")
    begun, asked = now + timedelta(seconds=1), []
    # Every age, and the moments shortly before and long after it.
    moments = {a + more for a in polling.AGES for more in map(timedelta, (0, -0.01, 0.4, 1.7))}
    for age in sorted(m for m in moments if m > timedelta(0)):
        if minute(begun + age):
            asked.append(age)
    assert asked == list(polling.AGES)
    values = [v for _, v in summary.series(delivery.pk, "likes")]
    assert values == [10.0 * n for n in range(1, len(polling.AGES) + 1)]
    assert Poll.objects.get().next_at is None


def test_one_account_is_asked_about_many_posts_at_once(
    out: Out, square: Square, now: datetime
) -> None:
    for _ in range(30):
        out("bluesky")
    minute(now)
    assert minute(now + timedelta(minutes=16)) == 30
    assert sorted(len(q) for q in square.questions) == [5, 25]


@pytest.mark.parametrize(
    ("mishap", "wait"),
    [
        (Later(900, "too many questions"), timedelta(minutes=15)),
        (Unknown("no answer"), polling.RETRY),
        (Refused("token revoked", reconnect=True), polling.RETRY),
        (RuntimeError("a bug"), polling.RETRY),
    ],
)
def test_a_failure_is_noted_and_asked_again_later(
    out: Out, square: Square, now: datetime, mishap: Any, wait: timedelta
) -> None:
    out("bluesky")
    minute(now)
    square.mishaps = [mishap]
    at = now + timedelta(minutes=15)
    assert minute(at) == 0
    poll = Poll.objects.get()
    assert poll.note and poll.next_at == at + wait
    assert minute(at + wait) == 1
    assert Poll.objects.get().note == ""


def test_two_workers_never_ask_the_same(out: Out, square: Square, now: datetime) -> None:
    out("bluesky")
    polling.begin(now)
    at = now + timedelta(minutes=15)
    assert len(polling.claim(at)) == 1
    assert polling.claim(at) == []
    assert len(polling.claim(at + polling.LEASE)) == 1  # the first one died


def test_what_was_withdrawn_is_not_asked_any_more(out: Out, square: Square, now: datetime) -> None:
    delivery = out("bluesky")
    minute(now)
    Delivery.objects.filter(pk=delivery.pk).update(state="withdrawn", withdrawn_at=now)
    minute(now + timedelta(minutes=15))
    assert Poll.objects.get().next_at is None


def test_the_same_answer_of_the_same_moment_is_kept_once(
    out: Out, square: Square, now: datetime
) -> None:
    out("bluesky")
    polling.begin(now)
    polls = polling.claim(now + timedelta(minutes=15))
    readings = [Reading(polls[0].delivery.remote_id, "likes", 3, now)]
    polling.keep(polls, readings)
    polling.keep(polls, readings)
    assert Snapshot.objects.count() == 1
