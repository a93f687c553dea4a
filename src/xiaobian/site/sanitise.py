"""What HTML a post may hold: sanitised once when it is stored, pictures put in when it is shown."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import nh3

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "section", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "pre", "code", "kbd", "samp", "var"),
    *("em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup"),
    *("abbr", "q", "cite", "time", "span", "a", "img", "figure", "figcaption"),
    *("ruby", "rb", "rt", "rp", "wbr", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "class", "id"},
    "div": {"tabindex"},  # what scrolls sideways can be reached by keyboard
    "pre": {"tabindex"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "time": {"datetime"},
    "abbr": {"title"},
    "details": {"open"},
}
# Ids of footnotes and headings only: anything else could shadow names that scripts look up.
_ID = re.compile(r"^(fn|h-|s-)[\w.:-]{0,80}$")
_CLASS = re.compile(r"^[a-z][\w -]{0,120}$", re.IGNORECASE)
_IMG = re.compile(r"<img((?:\s+[a-z-]+=\"[^\"]*\")*)\s*/?>")
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_REF = re.compile(r"<img(?:\s+[a-z-]+=\"[^\"]*\")*?\s+src=\"(media:[^\"]+)\"")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")

Picture = Callable[[str, str], str]


def sanitise(source: str) -> str:
    """Keep what an article needs and drop what could act: scripts, styles, handlers, forms, frames."""
    return nh3.clean(
        without_controls(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "tel", "media"},
        link_rel="noopener",
        strip_comments=True,
    )


def with_pictures(clean: str, picture: Picture) -> str:
    """Put `picture(ref, alt)` in place of every `media:` image.

    An image from elsewhere becomes a link to it: readers' browsers are never sent to third parties.
    """

    def put(found: re.Match[str]) -> str:
        given = {k: html.unescape(v) for k, v in _ATTRIBUTE.findall(found[1])}
        src, alt = given.get("src", ""), given.get("alt", "")
        if src.startswith("media:"):
            return picture(src, alt)
        if src.startswith(("http://", "https://")):
            return f'<a href="{html.escape(src)}" rel="noopener nofollow">{html.escape(alt or src)}</a>'
        return html.escape(alt)

    return _IMG.sub(put, clean)


def without_controls(text: str) -> str:
    """Without the characters that XML, and so no feed, may hold."""
    return _CONTROLS.sub("", text)


def media_refs(clean: str) -> list[str]:
    """The references of all pictures in sanitised HTML."""
    return _REF.findall(clean)


def plain(clean: str) -> str:
    """The words of sanitised HTML on one line."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", clean))).strip()


def _filter(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if _ID.match(value) else None
    if name == "class":
        return value if _CLASS.match(value) else None
    if name == "tabindex":
        return "0"
    if name == "href" and value.startswith("media:"):
        return None
    return value
