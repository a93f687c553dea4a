"""Bare links in running text, found so that the Chinese around them stays outside."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?:^|[^A-Za-z0-9+.-])(https?)$", re.IGNORECASE)
_ASCII = r"A-Za-z0-9\-._~!$&'()*+,;=:@%"
_LETTER = r"\u00a1-\u167f\u1e00-\u1fff\u2c00-\u2dff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\ua000-\ud7ff\uf900-\ufaff\U00010000-\U0001efff\U00020000-\U0003ffff"  # noqa: E501
# A host is ASCII, or begins with letters of another script; Chinese after an ASCII host is prose.
_HOST = re.compile(
    rf"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9\-_.]*[A-Za-z0-9])?|[{_LETTER}][{_LETTER}A-Za-z0-9\-]*(?:\.[{_LETTER}A-Za-z0-9\-]+)+)(?::\d{{1,5}})?"
)
# After the host: ASCII as it comes; other letters only where a delimiter begins a new piece.
_REST = re.compile(rf"(?:[{_ASCII}/?#\[\]]|(?<=[/=\-_#+.])[{_LETTER}]+)*")
_FIRST_PIECE = re.compile(rf"/[{_LETTER}]+(?![{_LETTER}{_ASCII}/?#])")
_TRAILING = "?!.,:;*_~'\"=&"


def match_link(text: str, start: int, end: int | None = None) -> int:
    """Where the link that begins at `start` (its scheme) ends, or -1.

    Full-width punctuation and Chinese prose end it; brackets stay inside in pairs only.
    """
    stop = len(text) if end is None else end
    scheme = text.find("://", start, start + 9)
    if scheme < 0 or not (host := _HOST.match(text, scheme + 3, stop)):
        return -1
    if "." not in host.group() and not host.group().startswith(("localhost", "[")):
        return -1
    pos = host.end()
    if pos < stop and text[pos] in "/?#":
        if piece := _FIRST_PIECE.match(text, pos, stop):
            return pos + 1 if piece.end() > pos + 1 else pos  # `https://a.com/查看详情`: prose
        rest = _REST.match(text, pos, stop)
        pos = rest.end() if rest else pos
    return _trim(text, start, pos)


def _trim(text: str, start: int, pos: int) -> int:
    """Leave out closing punctuation that belongs to the sentence."""
    opened = text.count("(", start, pos) - text.count(")", start, pos)
    square = text.count("[", start, pos) - text.count("]", start, pos)
    while pos > start:
        last = text[pos - 1]
        if last in _TRAILING or last in "([":
            opened -= last == "("
            square -= last == "["
        elif last == ")" and opened < 0:
            opened += 1
        elif last == "]" and square < 0:
            square += 1
        else:
            break
        pos -= 1
    return pos


def bare_link(state: StateInline, silent: bool) -> bool:
    """Inline rule: `http://…` and `https://…` in running text become links."""
    pos = state.pos
    if state.linkLevel > 0 or not state.src.startswith("://", pos):
        return False
    # The scheme is the last thing in the text so far.
    scheme = _SCHEME.search(state.src[max(0, pos - 6) : pos])
    if scheme is None or not state.pending.endswith(scheme.group(1)):
        return False
    start = pos - len(scheme.group(1))
    end = match_link(state.src, start, state.posMax)
    if end < 0:
        return False
    url = state.src[start:end]
    href = state.md.normalizeLink(url)
    if not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group(1))]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.tokens[-1].info = "auto"
        state.push("text", "", 0).content = url
        state.push("link_close", "a", -1).info = "auto"
    state.pos = end
    return True
