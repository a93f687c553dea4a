"""Chinese typography as passes: spaces, punctuation, quotes, scripts.

They touch running text only. Links written out, code, hashtags, mentions and anything that looks like
an address or a file name stay as they are; letters and digits are never changed or lost (except that
full-width Latin becomes ordinary Latin). Doing a pass twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, cast

import regex

from xiaobian.typeset.passes import mapped
from xiaobian.typeset.tree import Document, Node

Script = Literal["", "simplified", "traditional", "taiwan", "hongkong"]

_HAN = r"\p{Han}\p{Hiragana}\p{Katakana}"
_WORD = r"\p{Latin}\p{Greek}\p{Cyrillic}0-9\ue000-\uf8ff"
_WIDE_END = rf"[{_HAN}”’」』）》】…]"
_WIDE_START = rf"[{_HAN}“‘「『（《【]"
# Addresses, file names, times, versions: pieces in which punctuation is no punctuation. While a text
# is changed, each is one character of the private area, which counts as a letter.
_SOLID = regex.compile(
    r"[A-Za-z0-9_\-.+%~]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
    r"|(?:[A-Za-z0-9_\-]+\.)+[A-Za-z0-9_\-]+(?:[/?#:][^\s，。！？；：、“”（）]*)?"
    r"|\d+(?:[.:/,\-]\d+)+|[A-Za-z]:\\[^\s，。]+|[:;]-?[)(](?!\w)"
)
_PUNCTUATION: tuple[tuple[regex.Pattern[str], str], ...] = tuple(
    (regex.compile(pattern), wide)
    for pattern, wide in (
        (rf"(?<={_WIDE_END}) *\.{{3,}}", "……"),
        (rf"(?<=[{_HAN}”]) *--+ *(?=[{_HAN}“])", "——"),
        (rf" *, *(?={_WIDE_START})", "，"),
        (rf"(?<={_WIDE_END}) *, *(?=[{_WORD}]|$)", "，"),
        (rf"(?<={_WIDE_END}) *; *", "；"),
        (rf"(?<={_WIDE_END}) *:(?!/) *", "："),
        (rf"(?<={_WIDE_END}) *\? *", "？"),
        (rf"(?<={_WIDE_END}) *! *", "！"),
        (rf"(?<={_WIDE_END}) *\.(?!\.) *(?={_WIDE_START}|[”’」』）]|$)", "。"),
    )
)
_SPACES = (
    regex.compile(rf"(?<=[{_HAN}])(?=[{_WORD}]|[$€£]\d|\()"),
    regex.compile(rf"(?<=[{_WORD}%‰°℃+)])(?=[{_HAN}])"),
)
_BRACKETS = regex.compile(rf"\(([^()\n]*[{_HAN}][^()\n]*)\)")
_DOUBLE = regex.compile(r'"([^"\n]+)"')
_SINGLE = regex.compile(rf"(?<![A-Za-z])'([^'\n]*[{_HAN}][^'\n]*)'(?![A-Za-z])")
_FULL_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}
_ANY_HAN = regex.compile(rf"[{_HAN}]")
_PRIVATE = regex.compile("[\ue000-\uf8ff]")
_MOST_HIDDEN = 6400
_LATIN_EDGE = regex.compile(r"[A-Za-z0-9]")
_CONFIG = {"simplified": "t2s", "traditional": "s2t", "taiwan": "s2twp", "hongkong": "s2hk"}


@dataclass(frozen=True, slots=True)
class Typography:
    """What to do. `quotes` are `curly` “”, `corner` 「」 or as they are."""

    spaces: bool = True
    punctuation: bool = True
    quotes: Literal["", "curly", "corner"] = "curly"
    script: Script = ""

    def __call__(self, document: Document) -> Document:
        """The document, set."""
        changes: list[Callable[[str], str]] = []
        if self.quotes:
            marks = ("“", "”", "‘", "’") if self.quotes == "curly" else ("「", "」", "『", "』")
            changes.append(lambda text: _quotes(text, marks))
        if self.punctuation:  # after the quotes, which count as Chinese around it
            changes.append(_punctuation)
        if self.spaces:
            changes.append(_spaced)

        def text(value: str) -> str:
            return _around_solid(value, changes)

        if changes:
            document = mapped(document, lambda nodes: _texts(nodes, text))
        if self.spaces:
            document = mapped(document, _borders)
        return converted(document, self.script) if self.script else document


def converted(document: Document, script: Script) -> Document:
    """Every word in another Chinese script, captions and hashtags too; addresses stay."""
    convert = _converter(script)

    def one(node: Node) -> Node:
        children = node.children if node.get("bare") else tuple(map(one, node.children))
        text = node.text if node.kind in ("code", "code_block", "mention") else convert(node.text)
        attrs = dict(node.attrs)
        for name in ("alt", "caption", "word"):
            if attrs.get(name):
                attrs[name] = convert(attrs[name])
        return replace(node, text=text, children=children, attrs=attrs)

    meta = {
        k: convert(v) if k in ("title", "tags", "summary") else v for k, v in document.meta.items()
    }
    return replace(
        document, root=one(document.root), notes=tuple(map(one, document.notes)), meta=meta
    )


@lru_cache(maxsize=8)
def _converter(script: str) -> Callable[[str], str]:
    from opencc import OpenCC

    return cast(Callable[[str], str], OpenCC(_CONFIG[script]).convert)  # type: ignore[no-any-return]


def _texts(nodes: Sequence[Node], change: Callable[[str], str]) -> tuple[Node, ...]:
    """Change text nodes; a bare link's text is its address and stays."""
    out: list[Node] = []
    for node in nodes:
        if node.kind == "text" and (changed := change(node.text)) != node.text:
            node = replace(node, text=changed)  # noqa: PLW2901
        out.append(node)
    return tuple(out)


def _around_solid(text: str, changes: Sequence[Callable[[str], str]]) -> str:
    """Apply the changes while addresses and the like are hidden; white space at the ends stays."""
    core = text.strip()
    if not core or not _ANY_HAN.search(core):
        return text
    hidden: list[str] = []

    def hide(match: regex.Match[str]) -> str:
        if len(hidden) >= _MOST_HIDDEN:
            return match.group()
        hidden.append(match.group())
        return chr(0xE000 + len(hidden) - 1)

    inner = core if _PRIVATE.search(core) else _SOLID.sub(hide, core)
    for change in changes:
        inner = change(inner)
    if hidden:
        inner = _PRIVATE.sub(lambda m: hidden[ord(m.group()) - 0xE000], inner)
    start = text.index(core)
    return text[:start] + inner + text[start + len(core) :]


def _spaced(text: str) -> str:
    for border in _SPACES:
        text = border.sub(" ", text)
    return text


def _punctuation(text: str) -> str:
    text = _BRACKETS.sub(r"（\1）", text.translate(_FULL_WIDTH))
    for pattern, wide in _PUNCTUATION:
        text = pattern.sub(wide, text)
    return text


def _quotes(text: str, marks: tuple[str, str, str, str]) -> str:
    """Straight quotes around or beside Chinese become real ones."""
    if '"' not in text and "'" not in text:
        return text

    def double(match: regex.Match[str]) -> str:
        beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() :][:1]
        if not _ANY_HAN.search(match.group(1) + beside):
            return match.group()
        return marks[0] + match.group(1) + marks[1]

    for _ in range(3):  # quotes in quotes, from the inside
        before = text
        text = _DOUBLE.sub(double, text)
        text = _SINGLE.sub(lambda m: marks[2] + m.group(1) + marks[3], text)
        if text == before:
            break
    return text


def _borders(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """A space where Chinese meets Latin across the border of bold, links or code."""
    out: list[Node] = []
    for node in nodes:
        if out and _meets(out[-1], node):
            if out[-1].kind == "text":
                out[-1] = replace(out[-1], text=out[-1].text + " ")
            elif node.kind == "text":
                node = replace(node, text=" " + node.text)  # noqa: PLW2901
            else:
                out.append(Node("text", text=" ", line=node.line))
        out.append(node)
    return tuple(out)


_INLINE = {"text", "strong", "em", "del", "code", "link"}


def _meets(before: Node, after: Node) -> bool:
    if before.kind not in _INLINE or after.kind not in _INLINE:
        return False
    if before.get("bare") or after.get("bare"):
        return False
    last, first = before.plain[-1:], after.plain[:1]
    return bool(
        (_ANY_HAN.match(last) and _LATIN_EDGE.match(first))
        or (_LATIN_EDGE.match(last) and _ANY_HAN.match(first))
    )
