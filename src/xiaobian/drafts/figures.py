"""How much a text is, for its writer: words as each script counts them, and minutes to read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import regex

# Chinese and Japanese are counted by character, everything else by word.
_CJK = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’.\-][\p{L}\p{N}]+)*")
_MARKUP = regex.compile(
    r"!?\[([^\]]*)\]\([^)]*\)|https?://\S+|<!--.*?-->|media:[0-9a-f-]+", regex.S
)
CHARACTERS_A_MINUTE = 400
WORDS_A_MINUTE = 220


@dataclass(frozen=True, slots=True)
class Figures:
    """Words and minutes of one text."""

    words: int
    minutes: int


def figures(text: str) -> Figures:
    """Count what a reader reads: addresses and Markdown's own marks don't count."""
    plain = _MARKUP.sub(lambda m: m[1] or " ", text)
    characters = len(_CJK.findall(plain))
    words = len(_WORD.findall(_CJK.sub(" ", plain)))
    minutes = characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE
    return Figures(characters + words, math.ceil(minutes) if minutes else 0)
