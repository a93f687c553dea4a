"""How platforms count. A measure takes a text and says how long it is there.

Each was checked against the platform's own published cases or its server (docs/typesetting.md).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from unicodedata import normalize

import regex

from xiaobian.typeset.counted_links import MASTODON_NAME, links_mastodon, links_x

Measure = Callable[[str], float]

_GRAPHEME = regex.compile(r"\X")
# Characters that never join a neighbour: ordinary Chinese and Latin text is counted at once.
_SIMPLE = re.compile(
    "[ -~\n\u2014\u2018-\u201f\u2026\u3000-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uff01-\uff5e]*\\Z"
)
_FLAG = regex.compile(r"\p{RI}{2}")
# One emoji as people see it: flag, keycap, or a pictograph with its modifiers, joined or not.
_UNIT = (
    r"(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Emoji_Presentation}\uFE0F?"
    r"|\p{Extended_Pictographic}\uFE0F)(?:[\U000E0020-\U000E007E]+\U000E007F)?"
)
EMOJI = regex.compile(
    rf"\p{{RI}}{{2}}|[0-9#*]\uFE0F?\u20E3"
    rf"|(?:{_UNIT}|\p{{Extended_Pictographic}}(?=\u200D))"
    rf"(?:\u200D(?:{_UNIT}|\p{{Extended_Pictographic}}))*"
)
# Weibo's short links: ASCII only, everything else ends them.
_WEIBO_LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_LINK = 23


def code_points(text: str) -> int:
    """Unicode code points."""
    return len(text)


def utf8_bytes(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def utf16_units(text: str) -> int:
    """UTF-16 code units, the `length` of JavaScript and Java."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """User-perceived characters (UAX #29 extended grapheme clusters)."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    if _SIMPLE.match(text):
        return len(text)
    # A flag stands for one letter, as to its neighbours too; long runs of flags are slow otherwise.
    return sum(1 for _ in _GRAPHEME.finditer(_FLAG.sub("x", text)))


def x_weighted(text: str) -> float:
    """X: 280 of these. Latin and its like weigh 1, Chinese and emoji 2, a link always 23."""
    text = normalize("NFC", text)
    total, pos = 0, 0
    for start, end in links_x(text):
        total += _x_run(text[pos:start]) + _LINK
        pos = end
    return total + _x_run(text[pos:])


def _x_run(text: str) -> int:
    if text.isascii():
        return len(text)
    total, pos = 0, 0
    for emoji in EMOJI.finditer(text):
        total += _x_plain(text[pos : emoji.start()]) + 2
        pos = emoji.end()
    return total + _x_plain(text[pos:])


_X_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


def _x_plain(text: str) -> int:
    return 2 * len(text) - len(_X_LIGHT.findall(text))


def mastodon(text: str) -> int:
    """Mastodon: graphemes, where a link is 23 and `@name@server` counts as `@name`."""
    total, pos = 0, 0
    for start, end in links_mastodon(text):
        total += _mastodon_run(text[pos:start]) + _LINK
        pos = end
    return total + _mastodon_run(text[pos:])


def _mastodon_run(text: str) -> int:
    if "@" not in text:
        return graphemes(text)
    return graphemes(MASTODON_NAME.sub(r"@\g<name>", text))


def threads(text: str) -> int:
    """Threads: code points, but an emoji counts as its UTF-8 bytes."""
    if text.isascii():
        return len(text)
    extra = sum(len(m.group().encode()) - len(m.group()) for m in EMOJI.finditer(text))
    return len(text) + extra


def half_width(text: str) -> int:
    """Xiaohongshu's titles: ASCII is half a character, every other UTF-16 unit one; rounded up."""
    ascii_units = sum(1 for c in text if c < "\x80") if not text.isascii() else len(text)
    return math.ceil(utf16_units(text) - ascii_units / 2)


def weibo(text: str) -> int:
    """Weibo: like `half_width`, where every link counts as its short form, ten characters."""
    bare, links = _WEIBO_LINK.subn("", text)
    ascii_units = sum(1 for c in bare if c < "\x80")
    return math.ceil(utf16_units(bare) - ascii_units / 2 + 10 * links)


def html(text: str) -> int:
    """WeChat: the whole HTML string with its tags and attributes, in code points."""
    return len(text)


MEASURES: dict[str, Measure] = {
    "code_points": code_points,
    "utf8_bytes": utf8_bytes,
    "utf16_units": utf16_units,
    "graphemes": graphemes,
    "x_weighted": x_weighted,
    "mastodon": mastodon,
    "threads": threads,
    "half_width": half_width,
    "weibo": weibo,
    "html": html,
}
