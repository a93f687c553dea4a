"""Texts made comparable, so that a word is found however it is dressed up.

Half width, lower case, simplified, without what writers put between characters to hide a word. Every
character remembers where it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from unicodedata import normalize

import regex

_HAN = regex.compile(r"\p{Han}")
_INSERTED = regex.compile(r"[\p{Zs}\p{Cf}\p{So}\uFE0F·・•*＊_~|｜^`'’\-]")
# Characters that stand in for others to dodge word lists.
_STAND_INS = {"蕞": "最", "朂": "最", "嶵": "最", "①": "1", "❶": "1", "壹": "一"}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` for comparing; `at[i]` is where its i-th character stands in the original."""

    text: str
    at: tuple[int, ...]
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind `[start, end)`."""
        return self.at[start], (self.at[end - 1] + 1 if end > start else self.at[start])


@lru_cache(maxsize=32768)
def _char(char: str) -> str:
    plain = _STAND_INS.get(char) or normalize("NFKC", char).casefold()
    simple = "".join(_STAND_INS.get(c) or _simplified(c) for c in plain)
    return simple if len(simple) == len(plain) else plain


@lru_cache(maxsize=1)
def _opencc() -> Callable[[str], str]:
    from opencc import OpenCC

    return cast(Callable[[str], str], OpenCC("t2s").convert)  # type: ignore[no-any-return]


@lru_cache(maxsize=32768)
def _simplified(char: str) -> str:
    if char < "\u4e00" or char > "\u9fff":
        return char
    converted = _opencc()(char)
    return converted if len(converted) == 1 else char


def fold(text: str) -> Folded:
    """Make `text` comparable."""
    out: list[str] = []
    at: list[int] = []
    for i, char in enumerate(text):
        if not char.isalnum() and _INSERTED.match(char) and _between_han(text, i):
            continue
        pieces = _char(char)
        out.append(pieces)
        at.extend((i,) * len(pieces))
    return Folded("".join(out), tuple(at), len(text))


def _between_han(text: str, i: int) -> bool:
    """Whether the separator at `i` stands between two Chinese characters (others may be in between)."""
    left, right = i - 1, i + 1
    while left >= 0 and i - left < 4 and _INSERTED.match(text[left]):
        left -= 1
    while right < len(text) and right - i < 4 and _INSERTED.match(text[right]):
        right += 1
    return (
        left >= 0
        and right < len(text)
        and bool(_HAN.match(text[left]))
        and bool(_HAN.match(text[right]))
    )
