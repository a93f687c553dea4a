"""A browser's plain form doesn't change line endings that nobody touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaobian.drafts.endings import restore

lines = st.lists(st.tuples(st.text("ab茶 \t"), st.sampled_from(["\n", "\r\n", "\r"])), max_size=12)


def as_a_browser_sends_it(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@given(lines)
def test_an_untouched_text_comes_back_exactly(parts):
    text = "".join(line + ending for line, ending in parts)
    assert restore(text, as_a_browser_sends_it(text)) == text


@pytest.mark.parametrize(
    ("stored", "posted", "kept"),
    [
        ("a\nb", "a\r\nb\r\nc", "a\nb\nc"),
        ("a\r\nb", "a\r\nb\r\nc", "a\r\nb\r\nc"),
        ("a\r\nb\nc", "a\r\nx\r\nb\r\nc", "a\r\nx\nb\nc"),
        ("", "a\r\nb", "a\nb"),
    ],
)
def test_new_lines_end_as_most_lines_do(stored, posted, kept):
    assert restore(stored, posted) == kept
