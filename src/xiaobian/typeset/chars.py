"""Classes of characters that Chinese typesetting turns on."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import east_asian_width

import regex

_EMOJI = regex.compile(r"\p{Emoji_Presentation}")
_HANGUL = regex.compile(r"\p{Script=Hangul}")
HAN = regex.compile(r"\p{Script=Han}")
KANA = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}]")
HANGUL = _HANGUL


@lru_cache(maxsize=16384)
def is_cjk(char: str) -> bool:
    """Whether `char` is a CJK character in the sense of the CJK-friendly emphasis amendment.

    East Asian Width wide, full or half (emoji apart), or Hangul. An ideographic variation
    selector belongs to the ideograph before it.
    """
    if char < "\u1100":
        return False
    if "\U000e0100" <= char <= "\U000e01ef":
        return True
    if _EMOJI.match(char):
        return False
    return east_asian_width(char) in "WFH" or _HANGUL.match(char) is not None
