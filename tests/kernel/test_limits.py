"""Token buckets: so many at once, then one after the other, the same for every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from xiaobian.kernel import limits
from xiaobian.kernel.limits import Rate
from xiaobian.kernel.models import Bucket

RATE = Rate(burst=3, every=timedelta(seconds=10))


@pytest.mark.django_db
def test_a_burst_is_let_through_and_then_one_at_a_time(now: datetime) -> None:
    assert [limits.take("a", RATE, now) for _ in range(3)] == [0.0] * 3
    assert limits.take("a", RATE, now) == pytest.approx(10)
    assert limits.take("a", RATE, now + timedelta(seconds=4)) == pytest.approx(6)
    assert limits.take("a", RATE, now + timedelta(seconds=10)) == 0.0
    assert limits.take("a", RATE, now + timedelta(seconds=10)) > 0
    assert limits.take("b", RATE, now) == 0.0


@pytest.mark.django_db
def test_a_clock_that_went_back_gives_nothing_away(now: datetime) -> None:
    for _ in range(3):
        limits.take("a", RATE, now)
    assert limits.take("a", RATE, now - timedelta(hours=1)) > 0
    assert limits.take("a", RATE, now + timedelta(seconds=9)) > 0


@pytest.mark.django_db
def test_idle_buckets_are_forgotten(now: datetime) -> None:
    limits.take("old", RATE, now - timedelta(days=3))
    limits.take("new", RATE, now)
    assert limits.sweep(now) == 1
    assert Bucket.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_share_a_token(now: datetime) -> None:
    def ask(_: int) -> float:
        try:
            return limits.take("crowd", RATE, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(ask, range(24)))
    assert answers.count(0.0) == 3
