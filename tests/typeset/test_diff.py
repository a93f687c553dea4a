"""Versions are compared the way an editor marks a page."""

from __future__ import annotations

import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from xiaobian.typeset import diff

MARK = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
PROSE = st.text(alphabet="小编在写稿的。，\n a b cd", max_size=60)


def shown(old: str, new: str) -> str:
    return "".join(MARK[r.kind].format(r.text) for r in diff.words(old, new))


def test_chinese_is_compared_by_character_and_latin_by_word() -> None:
    assert shown("今天发布新品", "明天发布新品") == "[-今-][+明+]天发布新品"
    assert shown("the quick fox", "the quack fox") == "the [-quick-][+quack+] fox"
    assert shown("价格 100 元起。", "价格 99 元起。") == "价格 [-100-][+99+] 元起。"


def test_what_went_stands_before_what_came() -> None:
    assert shown("甲乙丙丁戊己", "甲乙子丑戊己") == "甲乙[-丙丁-][+子丑+]戊己"


def test_a_lone_character_that_stayed_by_accident_is_part_of_the_change() -> None:
    assert shown("我们昨天去的公园很大很美", "我们明早来的商店很大很美") == (
        "我们[-昨天去的公园-][+明早来的商店+]很大很美"
    )


def test_passages_with_nothing_in_common_are_replaced_as_a_whole() -> None:
    assert shown("秋日咖啡上新", "周年庆典开场") == "[-秋日咖啡上新-][+周年庆典开场+]"


def test_added_and_removed_paragraphs_leave_the_others_alone() -> None:
    assert (
        shown("甲段。\n乙段。\n", "甲段。\n新段。新句。\n乙段。\n")
        == "甲段。\n[+新段。新句。\n+]乙段。\n"
    )
    assert shown("", "新") == "[+新+]" and shown("旧", "") == "[-旧-]" and shown("", "") == ""


@given(PROSE, PROSE)
def test_both_versions_can_be_read_back(old: str, new: str) -> None:
    runs = diff.words(old, new)
    assert "".join(r.text for r in runs if r.kind != "added") == old
    assert "".join(r.text for r in runs if r.kind != "removed") == new
    assert all(a.kind != b.kind for a, b in pairwise(runs))


def test_hundred_kilobytes_are_compared_in_bounded_time() -> None:
    chance = random.Random(7)
    letters = [chr(c) for c in range(0x4E00, 0x4E00 + 800)]
    old = "".join(chance.choice([*letters, "，", "。", "。\n"]) for _ in range(34_000))
    edited = list(old)
    for _ in range(300):
        edited[chance.randrange(len(edited))] = "改"
    rewritten = "".join(chance.choice(letters) for _ in range(34_000))
    for new in ("".join(edited), rewritten, old[::-1], "的" * 34_000):
        began = time.process_time()
        diff.words(old, new)
        assert time.process_time() - began < 3
