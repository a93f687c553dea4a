"""Whether a rendition fits its platform: one remark for each rule that it breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from xiaobian.typeset import wechat_rules
from xiaobian.typeset.measures import MEASURES
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Part, Remark, Rendition


class Bound(NamedTuple):
    """A limit of a platform.

    `name` says of what: `text` (each part, or the words of an article), `html`, `title`, `summary`,
    `images` (each part), `alt`, `tag` (each), `tags`, `links` (each part), `parts`. With a `_min`
    behind it, it is the least that is needed (`title_min`, `images_min`). `measure` names a
    measure, or `count`.
    """

    name: str
    maximum: float
    measure: str = "count"


Limits = Sequence[tuple[str, float, str]]


# As our own writers put it, sanitised.
_MARKUP = re.compile(r"<[^>]*>")
_HTML_WITHOUT_ALT = re.compile(r'<img [^>]*?alt="\s*"')


def fits(limits: Limits, name: str) -> Callable[[str], bool]:
    """A test whether a text keeps every limit called `name`."""
    bounds = [(MEASURES[m], maximum) for n, maximum, m in limits if n == name and m in MEASURES]

    def test(text: str) -> bool:
        return all(measure(text) <= maximum for measure, maximum in bounds)

    return test


def maximum(limits: Limits, name: str) -> float | None:
    """The lowest maximum called `name`, None when there is none."""
    return min((m for n, m, _ in limits if n == name), default=None)


def check(rendition: Rendition, limits: Limits) -> tuple[Remark, ...]:
    """What a platform with these limits would refuse, and what a reader would miss.

    Give it the limits of the platform's manifest. The rendition's own remarks aren't repeated.
    """
    found: list[Remark] = []
    found.extend(_empty(rendition))
    for bound in limits:
        found.extend(_broken(rendition, Bound(*bound)))
    missing = sum(1 for p in rendition.pictures if not p.alt.strip())
    missing += len(_HTML_WITHOUT_ALT.findall(rendition.html))
    if rendition.layout == "wechat":
        found.extend(r for r in wechat_rules.check(rendition.html) if r.code not in codes(found))
    if missing:
        found.append(remark("alt.missing", count=missing))
    return tuple(found)


def codes(remarks: Iterable[Remark]) -> set[str]:
    """The codes of some remarks."""
    return {r.code for r in remarks}


def _empty(rendition: Rendition) -> Iterator[Remark]:
    if rendition.html:
        return
    if not rendition.parts or not any(p.text.strip() or p.pictures for p in rendition.parts):
        yield remark("text.empty")


def _broken(rendition: Rendition, bound: Bound) -> Iterable[Remark]:
    """The remarks of one limit; what can't be seen in a rendition (bytes of a file) has none."""
    if texts := _TEXTS.get(bound.name):
        yield from _long(f"{bound.name}.too_long", texts(rendition), bound)
    elif counts := _COUNTS.get(bound.name):
        yield from _many(f"{bound.name}.too_many", counts(rendition), bound)
    elif bound.name == "title_min":
        yield from _short_title(rendition, bound)
    elif bound.name == "images_min" and len(rendition.pictures) < bound.maximum:
        yield remark("images.none")


def _links(part: Part) -> int:
    return len({span.target for span in part.spans if span.kind == "link"})


def _words(html: str) -> str:
    """The words of an article, as our own writers put them."""
    return unescape(_MARKUP.sub("", html)).strip()


_TEXTS: dict[str, Callable[[Rendition], Sequence[str]]] = {
    "text": lambda r: [p.text for p in r.parts] or [_words(r.html)],
    "html": lambda r: [r.html],
    "title": lambda r: [r.title],
    "summary": lambda r: [r.summary],
    "tag": lambda r: r.tags,
    "alt": lambda r: [p.alt for p in r.pictures],
}
_COUNTS: dict[str, Callable[[Rendition], Sequence[int]]] = {
    "images": lambda r: [len(p.pictures) for p in r.parts] or [r.html.count("<img ")],
    "links": lambda r: [_links(p) for p in r.parts],
    "tags": lambda r: [len(r.tags)],
    "parts": lambda r: [len(r.parts)],
}


def _long(code: str, texts: Sequence[str], bound: Bound) -> Iterator[Remark]:
    measure = MEASURES.get(bound.measure)
    if measure is None:
        return
    for number, text in enumerate(texts, 1):
        length = measure(text)
        if length > bound.maximum:
            yield remark(
                code, part=number, length=length, maximum=bound.maximum, measure=bound.measure
            )


def _short_title(rendition: Rendition, bound: Bound) -> Iterator[Remark]:
    measure = MEASURES.get(bound.measure, MEASURES["code_points"])
    if not rendition.title.strip():
        yield remark("title.empty")
    elif (length := measure(rendition.title)) < bound.maximum:
        yield remark("title.too_short", length=length, minimum=bound.maximum, measure=bound.measure)


def _many(code: str, counts: Sequence[int], bound: Bound) -> Iterator[Remark]:
    for number, count in enumerate(counts, 1):
        if count > bound.maximum:
            yield remark(code, part=number, count=count, maximum=bound.maximum)
