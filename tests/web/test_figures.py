"""Numbers, sizes and moments as people of each language say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from xiaobian.web import figures


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0", "0"),
        (2114, "2,114", "2,114"),
        (9999, "9,999", "9,999"),
        (12_040, "12K", "1.2万"),
        (48_210, "48.2K", "4.8万"),
        (1_250_000, "1.2M", "125万"),
        (230_000_000, "230M", "2.3亿"),
        (-15_000, "-15K", "-1.5万"),
    ],
)
def test_counts_are_short(value, english, chinese):
    with translation.override("en"):
        assert figures.count(value) == english
    with translation.override("zh-hans"):
        assert figures.count(value) == chinese


@pytest.mark.parametrize(
    ("size", "said"), [(12, "12 B"), (1_420, "1.4 KB"), (64_000_000, "64 MB"), (5e9, "5.0 GB")]
)
def test_sizes_are_said_in_their_unit(size, said):
    assert figures.size(size) == said


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=6), "6 min ago"),
        (timedelta(hours=46), "46 h ago"),
        (timedelta(days=3), "3 days ago"),
        (-timedelta(hours=2), "in 2 h"),
    ],
)
def test_moments_are_said_from_now(distance, said, now):
    with translation.override("en"):
        assert figures.ago(now - distance, now) == said


def test_moments_are_shown_on_the_clocks_of_the_brand():
    moment = datetime(2026, 11, 22, 4, 10, tzinfo=UTC)
    with translation.override("en"):
        assert figures.wall(moment, "Asia/Shanghai") == "Sun 22 Nov, 12:10"
        assert figures.wall(moment, "Europe/Lisbon", "time") == "04:10"
    with translation.override("zh-hans"):
        assert figures.wall(moment, "Asia/Shanghai") == "11月22日 周日 12:10"
        assert figures.wall(moment, "Asia/Shanghai", "day") == "11月22日 星期日"


def test_what_people_typed_never_becomes_markup():
    page = Template("{% pill text %}{% button text %}{% avatar text %}{% kbd text %}")
    shown = page.render(Context({"text": '"><script>'}))
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") >= 4
