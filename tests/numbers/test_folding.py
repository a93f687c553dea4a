"""Days folded from signs are the same however often and in whatever order they are folded."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiaobian.numbers import folding, partitions, reading
from xiaobian.numbers.models import Click, ClickDay, Hit, ReadingDay
from xiaobian.people.models import Brand

pytestmark = pytest.mark.django_db
Sign = Callable[..., Hit]
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def days() -> list[tuple[Any, ...]]:
    """Everything that was folded."""
    fields = ("day", "views", "visitors", "engaged_ms", "stayed", "scrolled", "bots", "team")
    return sorted((*r, tuple(s)) for *r, s in ReadingDay.objects.values_list(*fields, "spread"))


def test_a_days_readers_are_counted_once_and_their_time_adds_up(
    sign: Sign, now: datetime, post_id: UUID
) -> None:
    for view, visitor in ((1, 7), (2, 7), (3, 8)):
        sign(now, view=view, visitor=visitor)
        sign(now + timedelta(seconds=9), view=view, visitor=visitor, kind=1, engaged=9_000)
    sign(now + timedelta(seconds=20), view=1, visitor=7, kind=1, engaged=4_000, scroll=90)
    folding.fold(EPOCH, now + timedelta(hours=1))
    day = ReadingDay.objects.get()
    assert (day.day, day.views, day.visitors) == (date(2026, 11, 22), 3, 2)
    assert (day.engaged_ms, day.stayed, day.scrolled) == (31_000, 1, 1)
    assert reading.totals([post_id])[post_id].as_metrics() == {
        "readers": 2,
        "views": 3,
        "engaged": pytest.approx(9.2, abs=1.5),
        "bots": 0,
    }


def test_programs_floods_and_the_team_stand_apart(sign: Sign, now: datetime) -> None:
    sign(now, view=1, visitor=1)
    sign(now, view=2, visitor=2, bot=1)
    sign(now, view=3, visitor=3, bot=2)
    sign(now, view=4, visitor=4, bot=3)
    for n in range(folding.FLOOD + 30):
        sign(now + timedelta(seconds=n), view=100 + n, visitor=99)
    folding.fold(EPOCH, now + timedelta(hours=1))
    day = ReadingDay.objects.get()
    assert (day.views, day.visitors) == (1 + folding.FLOOD, 2)
    assert (day.bots, day.team) == (2 + 30, 1)


def test_a_day_begins_on_the_brands_wall(sign: Sign) -> None:
    before = datetime(2026, 11, 30, 15, 59, 59, 999999, tzinfo=UTC)
    sign(before, view=1)
    sign(before + timedelta(microseconds=1), view=2)
    folding.fold(EPOCH, before + timedelta(days=1))
    assert [d[0] for d in days()] == [date(2026, 11, 30), date(2026, 12, 1)]


def test_the_last_and_the_first_instant_of_a_month_lie_in_their_own_partition(sign: Sign) -> None:
    partitions.make(date(2026, 11, 1), date(2026, 12, 1))
    last = datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC)
    sign(last, view=1)
    sign(last + timedelta(microseconds=1), view=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT view_id, tableoid::regclass::text FROM numbers_hit ORDER BY 1")
        assert cursor.fetchall() == [(1, "numbers_hit_2026_11"), (2, "numbers_hit_2026_12")]
    folding.fold(EPOCH, last + timedelta(days=1))
    assert [d[:2] for d in days()] == [(date(2026, 12, 1), 2)]  # one day in Shanghai


def test_what_came_before_its_partition_moves_into_it(sign: Sign) -> None:
    at = datetime(2031, 3, 5, tzinfo=UTC)
    sign(at)
    assert partitions.make(at.date(), at.date()) == 3
    assert partitions.make(at.date(), at.date()) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM numbers_hit")
        assert cursor.fetchall() == [("numbers_hit_2031_03",)]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_folding_in_any_order_and_again_gives_the_same(
    data: st.DataObject, sign: Sign, brand: Brand, post_id: UUID
) -> None:
    Hit.objects.all().delete()
    ReadingDay.objects.all().delete()
    rng = random.Random(data.draw(st.integers(0, 10**6)))
    start = datetime(2026, 11, 20, tzinfo=UTC)
    made = []
    for _ in range(60):
        at = start + timedelta(seconds=rng.randrange(4 * 86400))
        view = rng.randrange(25)
        kind = rng.randrange(2)
        given = {"visitor": view % 7, "bot": (view % 5 == 0) * (view % 4)}
        made.append(sign(at, view=view, kind=kind, engaged=kind * rng.randrange(60_000), **given))
    end = start + timedelta(days=5)
    folding.fold(start, end)
    at_once = days()
    ReadingDay.objects.all().delete()
    steps = [start + timedelta(hours=h) for h in range(0, 121, data.draw(st.sampled_from([5, 24])))]
    stretches = list(zip(steps, [*steps[1:], end], strict=True))
    stretches += rng.sample(stretches, k=min(3, len(stretches)))
    rng.shuffle(stretches)
    for since, until in stretches:
        folding.fold(since, until)
    assert days() == at_once
    # A batch that was written twice because its answer was lost.
    twice = rng.sample(made, k=10)
    for hit in twice:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO numbers_hit SELECT * FROM numbers_hit"
                " WHERE view_id = %s AND kind = %s AND at = %s LIMIT 1",
                hit.pk,
            )
    folding.fold(start, end)
    assert days() == at_once


def test_news_are_folded_from_the_watermark_on(sign: Sign, now: datetime) -> None:
    sign(now, view=1)
    assert folding.fold_news(now + timedelta(seconds=1)) == 1
    sign(now + timedelta(seconds=30), view=2)
    assert folding.fold_news(now + timedelta(minutes=1)) == 1
    assert days()[0][1] == 2
    assert folding.fold_news(now + timedelta(hours=1)) == 1  # still within the slack
    assert folding.fold_news(now + timedelta(hours=2)) == 0


def test_clicks_are_folded_the_same_way(brand: Brand, now: datetime, post_id: UUID) -> None:
    for n, (visitor, bot) in enumerate([(1, 0), (1, 0), (2, 0), (3, 1), (4, 3)]):
        at = now + timedelta(seconds=n)
        Click.objects.create(pk=(post_id, visitor, at), brand_id=brand.pk, bot=bot, source="")
    for _ in range(2):
        folding.fold(EPOCH, now + timedelta(hours=1))
    day = ClickDay.objects.get()
    assert (day.clicks, day.visitors, day.bots, day.team) == (3, 2, 1, 1)


def test_the_median_is_read_from_the_histogram() -> None:
    spread = [0] * len(reading.BINS)
    assert reading.median(spread) == 0.0
    spread[7] = 4  # four views between 15 and 20 s
    assert reading.median(spread) == pytest.approx(17.5)
    spread[-1] = 100
    assert reading.median(spread) == 3600
