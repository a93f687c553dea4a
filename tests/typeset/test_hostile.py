"""Whatever is pasted: an answer in bounded time, no exception, and no word lost without a remark."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaobian.typeset import LAYOUTS, check, read, typeset

BLUESKY = [("text", 300, "graphemes"), ("text", 3000, "utf8_bytes"), ("images", 4, "count")]
HOSTILE = [
    "*", "_", "[", "![", "](", ">", "> ", "- ", "1. ", "`", "~~", "<", "<!--", "&", "\\", "|", "a|",
    "^[", "[^1]", "*a ", "**a**", "*a_", "[[a]]", "[a](b)", "https://", "https://a.com/", "#", "#a",
    "@", "@a", "a\n", "- a\n", "> a\n", "[a]: b\n", "[^a]: b\n", "字。", "👨‍👩‍👧‍👦",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_ten_thousand_characters_of_anything_end_in_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    for layout in ("blog", "thread"):
        began = time.process_time()
        made = typeset(text, layout, limits=BLUESKY)
        check(made, BLUESKY)
        assert time.process_time() - began < 2


@pytest.mark.parametrize("text", ["字" * 3_400_000, "<b>" * 3_300_000, "a b\n" * 2_500_000])
def test_ten_megabytes_are_cut_with_an_error(text: str) -> None:
    began = time.process_time()
    made = typeset(text, "thread", limits=BLUESKY)
    assert time.process_time() - began < 10
    assert made.blocked and "text.enormous" in {r.code for r in made.remarks}


WORDS = st.sampled_from(
    ["甲", "小编", "word", "#话题#", "@lin", "https://a.com/x", "**重**", "`码`", "[链](https://b.com)",
     "![图](media:1)", "~~删~~", "\\*", "<b>", "&amp;", "^[注]", "[^1]", "*", "**", "“引”", "。", "，"]
)  # fmt: skip
LINES = st.tuples(
    st.sampled_from(["", "# ", "- ", "  - ", "1. ", "> ", "> > ", "```\n", "| ", "---\n", "    "]),
    st.lists(WORDS, max_size=6).map(" ".join),
).map("".join)
MARKDOWN = st.lists(LINES, max_size=12).map("\n".join)


def letters(text: str) -> set[str]:
    return set(re.findall(r"[甲小编重码链删引注]|word|话题|lin", text))


@settings(max_examples=60, deadline=None)
@given(MARKDOWN)
def test_no_word_of_the_text_is_lost_in_any_layout(text: str) -> None:
    document = read(text)
    words = letters("".join(n.plain for n in (document.root, *document.notes)))
    for name in LAYOUTS:
        made = typeset(text, name, limits=BLUESKY)
        shown = made.title + made.html + "".join(p.text for p in made.parts)
        assert words <= letters(shown), name


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_no_text_is_refused(text: str) -> None:
    for name in LAYOUTS:
        made = typeset(text, name, limits=BLUESKY)
        for part in made.parts:
            assert all(0 <= s.start < s.end <= len(part.text) for s in part.spans)
        if name == "thread":
            assert (
                not [r for r in check(made, BLUESKY) if r.code == "text.too_long"] or made.blocked
            )
