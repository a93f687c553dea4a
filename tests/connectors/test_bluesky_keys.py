"""Record keys: chosen beforehand, sorted by time, never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaobian.connectors.bluesky import tid
from xiaobian.connectors.bluesky.fake.lexicon import check_key

moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(moments, st.binary(min_size=1))
def test_every_moment_gives_a_key_that_the_platform_takes(at: datetime, seed: bytes) -> None:
    key = tid.choose(at, seed)
    check_key(key)
    assert key == tid.choose(at, seed)
    assert (
        timedelta(0)
        <= tid.moment(key) - at + timedelta(milliseconds=1)
        <= timedelta(milliseconds=2)
    )


@given(moments, st.integers(1, 5000), st.binary(), st.binary())
def test_keys_sort_as_their_moments_do(at: datetime, later: int, x: bytes, y: bytes) -> None:
    assert tid.choose(at, x) < tid.choose(at + timedelta(milliseconds=later), y)


def test_many_posts_of_one_instant_have_keys_of_their_own() -> None:
    at = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    keys = {tid.choose(at, f"{n}".encode()) for n in range(300)}
    assert len(keys) == 300


@given(moments, st.binary(), st.integers(1, 500))
def test_the_parts_of_a_thread_follow_in_order(at: datetime, seed: bytes, count: int) -> None:
    first = tid.choose(at, seed)
    keys = [tid.following(first, n) for n in range(count + 1)]
    assert keys[0] == first
    assert keys == sorted(set(keys))


def test_a_key_written_by_the_official_library_is_read_right() -> None:
    """From `TID.fromTime` of @atproto/common: microseconds, then a clock's number."""
    assert tid.moment("3n2urr4f2k22z") == datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    moment = datetime.fromtimestamp(1_730_620_660, UTC) + timedelta(microseconds=563_123)
    assert tid.moment("3l7zq4vhj7n2b") == moment
    assert tid.following("3n2urr4f2k22z", 0) == "3n2urr4f2k22z"


@pytest.mark.parametrize("text", ["", "3la2", "0la2aaaaaaaaa", "zzzzzzzzzzzzz", "3LA2AAAAAAAAA"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="record key"):
        tid.moment(text)


def test_a_time_before_keys_began_is_refused() -> None:
    with pytest.raises(ValueError, match="record key"):
        tid.choose(datetime(1960, 1, 1, tzinfo=UTC), b"")
