"""Which language a text is in, as far as its script tells."""

from __future__ import annotations

from xiaobian.typeset.chars import HAN, HANGUL, KANA

_SAMPLE = 1500
# Characters that only one of the two Chinese scripts writes, frequent ones.
_TRADITIONAL = frozenset(
    "們這個來時說國會為對學發還過與開關點樣將從動實現兩經進電應該據網業務機場長見東車門問題體應認讓請謝"
)
_SIMPLIFIED = frozenset(
    "们这个来时说国会为对学发还过与开关点样将从动实现两经进电应该据网业务机场长见东车门问题体应认让请谢"
)


def guess(text: str) -> str:
    """A BCP 47 tag for Chinese, Japanese and Korean; empty when the script doesn't decide it."""
    sample = text[:_SAMPLE]
    han = len(HAN.findall(sample))
    kana = len(KANA.findall(sample))
    hangul = len(HANGUL.findall(sample))
    letters = sum(map(str.isalpha, sample)) or 1
    if hangul > han and hangul > letters / 10:
        return "ko"
    if kana > han / 10 and kana > 3:
        return "ja"
    if han <= letters / 10:
        return ""
    traditional = sum(map(_TRADITIONAL.__contains__, sample))
    simplified = sum(map(_SIMPLIFIED.__contains__, sample))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
