"""Writing HTML: escaping, ids, and the strict list of what may leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import nh3
import regex

_SLUG = regex.compile(r"[^\p{L}\p{N}]+")

_TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h2", "h3", "h4",
    "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "section", "span", "strong", "sup", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "rel", "class"},
    "code": {"class"},
    "div": {"class", "tabindex"},
    "figure": {"class"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
    "img": {"src", "alt"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "pre": {"tabindex"},
    "section": {"class"},
    "span": {"class"},
    "sup": {"id"},
    "td": {"class"}, "th": {"class", "scope"},
    "ul": {"class"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel", "media"}


def element(tag: str, inside: str = "", **attrs: str) -> str:
    """`<tag …>inside</tag>`; empty attributes are left out, `class_` writes `class`."""
    return f"<{tag}{attributes(attrs)}>{inside}</{tag}>"


def attributes(attrs: Mapping[str, str]) -> str:
    """Attributes ready to stand in a tag, each with a space before it."""
    return "".join(f' {k.rstrip("_")}="{escape(v)}"' for k, v in attrs.items() if v)


def clean(html: str) -> str:
    """The second lock: whatever isn't on the list is gone, whoever wrote it."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


class Ids:
    """Gives out ids that are readable and unique in one text."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, prefix: str, words: str) -> str:
        """An id from `words`: `h-如何选题`, then `h-如何选题-2`."""
        base = prefix + (_SLUG.sub("-", words.lower()).strip("-")[:60].rstrip("-") or "x")
        name, number = base, self._next.get(base, 1)
        while name in self._used:
            number += 1
            name = f"{base}-{number}"
        self._next[base] = number
        self._used.add(name)
        return name
