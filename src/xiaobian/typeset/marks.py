"""Hashtags and mentions in running text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

_WORD = r"[\p{L}\p{N}\p{M}_]"
# `#话题#` may hold spaces and punctuation; `#tag` is one word that isn't only digits.
_MARKS = regex.compile(
    rf"""(?<![A-Za-z0-9_&/#])
    (?:
      \#(?P<double>[^\s#@][^\s#]{{0,63}})\#(?![A-Za-z0-9_#])
    | \#(?P<spaced>[^\s#@][^#\n]{{0,62}}[^\s#])\#(?![\p{{L}}\p{{N}}_#])
    | \#(?P<single>(?![0-9_]+(?!{_WORD})){_WORD}[\p{{L}}\p{{N}}\p{{M}}_·]{{0,138}})
    )
    | (?<![A-Za-z0-9_.@/+\-])@(?P<handle>
        [A-Za-z0-9_](?:[A-Za-z0-9_\-]*[A-Za-z0-9_])?
          (?:@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+|(?:\.[A-Za-z0-9\-]*[A-Za-z0-9])+)?
        | [\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}][\p{{L}}\p{{N}}_\-]{{0,29}}
      )""",
    regex.VERBOSE,
)


class Mark(NamedTuple):
    """A hashtag or mention at `[start, end)`; `form` says how a tag was written."""

    start: int
    end: int
    kind: str
    target: str
    form: str


def find(text: str, before: str = " ") -> Iterator[Mark]:
    """The marks of `text`, in order. `before` is the character that stands before it."""
    if "#" not in text and "@" not in text:
        return
    shift = len(before)
    pos, whole = shift, before + text
    while match := _MARKS.search(whole, pos):
        pos = match.end()
        start, end = match.start() - shift, match.end() - shift
        if handle := match.group("handle"):
            yield Mark(start, end, "mention", handle, "")
        elif double := match.group("double") or match.group("spaced"):
            yield Mark(start, end, "tag", double, "double")
        else:
            yield Mark(start, end, "tag", match.group("single"), "single")
