"""Lengths as the platforms count them, by their own published cases."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaobian.typeset.measures import MEASURES

FAMILY = "👨‍👩‍👧‍👦"
X_CASES: list[tuple[str, float]] = json.loads(
    (Path(__file__).parent / "data" / "x-lengths.json").read_text("utf-8")
)
URL30 = f"http://{'b' * 30}.com/example"


@pytest.mark.parametrize(("text", "length"), X_CASES)
def test_x_counts_as_its_own_counter_does(text: str, length: float) -> None:
    assert MEASURES["x_weighted"](text) == length


@pytest.mark.parametrize(
    ("measure", "text", "length"),
    [
        # The same text, the four plain ways.
        ("graphemes", FAMILY + "é🇨🇳汉", 4),
        ("code_points", FAMILY + "e\u0301🇨🇳汉", 12),
        ("utf16_units", FAMILY + "e\u0301🇨🇳汉", 18),
        ("utf8_bytes", FAMILY + "é🇨🇳汉", 38),
        # Bluesky's server took 120 families as 3,000 bytes and 300 Chinese characters as 300.
        ("utf8_bytes", FAMILY * 120, 3000),
        ("graphemes", FAMILY * 120, 120),
        ("graphemes", "字" * 300, 300),
        ("graphemes", "🇨🇳" * 3 + "🇨", 4),
        ("graphemes", "a\r\nb", 3),
        ("graphemes", "क्षि", 1),
        # Mastodon's own specification of its validator, at the limit of 500.
        ("mastodon", "a" * 476 + " " + URL30, 500),
        ("mastodon", "a" * 475 + f" @alice@{'b' * 30}.com", 475 + 1 + 6),
        ("mastodon", "a" * 520, 520),
        ("mastodon", "看https://example.com/路径?q=中文 好", 1 + 23 + 2),
        ("mastodon", "example.com 没有协议", 16),
        ("mastodon", "a@b.com @lin @lin@host", 7 + 1 + 4 + 1 + 4),
        ("mastodon", "https://a.com/@lin@b.com", 23),
        # Threads: an emoji is as long as its bytes.
        ("threads", "hello 世界", 8),
        ("threads", "👍", 4),
        ("threads", "👍🏽", 8),
        ("threads", "❤️", 6),
        # Xiaohongshu's own examples.
        ("half_width", "OOTD穿搭分享", 6),
        ("half_width", "hello", 3),
        ("half_width", "😀", 2),
        ("half_width", "a" * 40, 20),
        # Weibo: a link counts as ten.
        ("weibo", "微博ab", 3),
        ("weibo", "看https://example.com/a/very/long/path?x=1，好", 1 + 10 + 2),
        ("weibo", "", 0),
        ("html", "<p>字</p>", 8),
    ],
)
def test_published_lengths(measure: str, text: str, length: float) -> None:
    assert MEASURES[measure](text) == length


@pytest.mark.parametrize("measure", sorted(MEASURES))
@given(text=st.text(max_size=80))
def test_a_length_is_never_negative_and_nothing_is_nothing(measure: str, text: str) -> None:
    count = MEASURES[measure]
    assert count("") == 0 and count(text) >= (1 if text else 0)


@given(a=st.text(max_size=40), b=st.text(max_size=40))
def test_plain_counts_add_up_and_graphemes_never_exceed_them(a: str, b: str) -> None:
    for measure in ("code_points", "utf8_bytes", "utf16_units"):
        count = MEASURES[measure]
        assert count(a + b) == count(a) + count(b)
    graphemes = MEASURES["graphemes"](a + b)
    assert (
        graphemes <= len(a + b) <= MEASURES["utf16_units"](a + b) <= MEASURES["utf8_bytes"](a + b)
    )
    assert graphemes <= MEASURES["graphemes"](a) + MEASURES["graphemes"](b)


@given(words=st.lists(st.sampled_from(["字", "word", "，", "。", "中文"]), max_size=30))
def test_without_links_x_counts_chinese_twice(words: list[str]) -> None:
    text = " ".join(words)
    wide = sum(1 for c in text if c > "\u10ff")
    assert MEASURES["x_weighted"](text) == len(text) + wide


@pytest.mark.parametrize(
    "text",
    [
        "字.字" * 30_000, "a." * 50_000, "http://a.com/(" * 7_000, "🇨🇳" * 30_000,
        "a\u0301" * 40_000, "@a@b." * 20_000, "https://" * 12_000, "1. " * 30_000,
        "http://a.com/" + "(" * 80_000, "👨\u200d" * 30_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_hostile_texts_are_counted_in_bounded_time(measure: str, text: str) -> None:
    began = time.process_time()
    MEASURES[measure](text)
    assert time.process_time() - began < 2
