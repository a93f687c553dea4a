"""`xiaobian count` and `xiaobian typeset`: no desk, no database."""

from __future__ import annotations

import json

from click.testing import CliRunner

from xiaobian.typeset.cli import count, typeset_file
from xiaobian.typeset.layouts import LAYOUTS
from xiaobian.typeset.measures import MEASURES
from xiaobian.typeset.platforms import PLATFORMS


def test_count_tells_every_measure_of_the_plain_words() -> None:
    made = CliRunner().invoke(count, ["-"], input="**小编**在写稿")
    assert made.exit_code == 0
    assert json.loads(made.output)["graphemes"] == 5
    assert set(json.loads(made.output)) == set(MEASURES)


def test_count_for_a_platform_says_what_is_left_and_fails_when_it_would_be_refused() -> None:
    made = CliRunner().invoke(count, ["-", "--for", "bluesky"], input="字" * 290)
    told = json.loads(made.output)
    assert made.exit_code == 0
    assert [x["left"] for x in told["lengths"]] == [10, 2130]
    refused = CliRunner().invoke(count, ["-", "--for", "weibo"], input="字" * 2001)
    assert refused.exit_code == 1
    assert json.loads(refused.output)["remarks"][0]["message"].startswith("Part 1 has 2001 of")


def test_typeset_prints_the_text_and_says_what_was_lost() -> None:
    made = CliRunner().invoke(typeset_file, ["-", "--for", "x"], input="**甲**\n\n---\n\n乙")
    assert made.stdout == "甲\n---\n乙\n"
    assert made.stderr == "info: line 1: Bold, italics and code are shown as plain text.\n"
    whole = CliRunner().invoke(typeset_file, ["-", "--layout", "blog", "--json"], input="**甲**")
    assert json.loads(whole.stdout)["html"] == "<p><strong>甲</strong></p>\n"


def test_xiaohongshu_leaves_addresses_out_and_says_so() -> None:
    made = CliRunner().invoke(
        typeset_file,
        ["-", "--for", "xiaohongshu"],
        input="看[这里](https://a.com)https://b.com #好",
    )
    assert made.stdout == "看这里 #好\n"
    assert made.stderr.count("isn't shown on this platform") == 2


def test_every_platform_names_a_layout_and_measures_that_exist() -> None:
    for platform in PLATFORMS.values():
        assert platform.layout in LAYOUTS and platform.source
        assert all(b.measure == "count" or b.measure in MEASURES for b in platform.limits)
