"""What each account will show, ready to be looked at: parts, pictures, counters, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Limit
from xiaobian.drafts.content import Content
from xiaobian.drafts.rendering import render
from xiaobian.media.models import REF
from xiaobian.media.public import Shown, pictures
from xiaobian.people.models import Brand
from xiaobian.typeset import MEASURES
from xiaobian.typeset.rendition import Part, Picture, Remark, Rendition

_SOURCE = re.compile(r'src="(?:media:)?([0-9a-f-]{36})"', re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Counter:
    """How long something is, as the platform counts, and how long it may be."""

    length: float
    maximum: int
    unit: str

    @property
    def over(self) -> bool:
        """Whether the platform would refuse it."""
        return self.length > self.maximum

    @property
    def tight(self) -> bool:
        """Whether less than a tenth is left."""
        return not self.over and self.length > self.maximum * 0.9


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as it is shown: translated, with the line it is about (0: the whole text)."""

    severity: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Post:
    """One part of a thread, or the only one."""

    text: SafeString
    pictures: tuple[Shown, ...]
    lost: int  # pictures that the library doesn't have
    card: str  # the host of the link shown as a card
    counters: tuple[Counter, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What one account will show."""

    account: Account
    rendition: Rendition
    posts: tuple[Post, ...]
    html: SafeString
    remarks: tuple[Said, ...]
    own: bool  # this account says something of its own

    @property
    def blocked(self) -> bool:
        """Whether the platform would refuse it."""
        return self.rendition.blocked

    @property
    def counter(self) -> Counter | None:
        """The counter that is nearest to its limit, of all parts."""
        counters = [c for post in self.posts for c in post.counters]
        return max(counters, key=lambda c: c.length / c.maximum, default=None)


def previews(content: Content, accounts: Iterable[Account], brand: Brand) -> list[Preview]:
    """The previews of every account, in one query for all pictures."""
    accounts = list(accounts)
    made = [render(content, account.pk, account.manifest) for account in accounts]
    shown = pictures({ref for one in made for ref in _refs(one)}, brand)
    return [
        _preview(account, one, shown, own=str(account.pk) in content.overrides)
        for account, one in zip(accounts, made, strict=True)
    ]


def say(remarks: Sequence[Remark]) -> tuple[Said, ...]:
    """Remarks in the reader's language, the gravest first."""
    ordered = sorted(remarks, key=lambda r: (_ORDER[r.severity], r.line))
    return tuple(Said(r.severity, _(r.message) % _values(r), r.line) for r in ordered)


def _values(remark: Remark) -> dict[str, object]:
    values = dict(remark.values)
    if "measure" in values:
        values["measure"] = unit(str(values["measure"]))
    return {k: f"{v:g}" if isinstance(v, float) else v for k, v in values.items()}


def unit(measure: str) -> str:
    """What a measure counts, in a word."""
    if measure == "utf8_bytes":
        return _("bytes")
    return _("characters")


def _preview(
    account: Account, made: Rendition, shown: Mapping[str, Shown], *, own: bool
) -> Preview:
    limits = [x for x in account.manifest.limits if x.name == "text" and x.measure in MEASURES]
    posts = tuple(_post(part, limits, shown) for part in made.parts)
    remarks = [*made.remarks, *_unknown(made, shown)]
    return Preview(account, made, posts, _html(made, shown), say(remarks), own)


def _post(part: Part, limits: Sequence[Limit], shown: Mapping[str, Shown]) -> Post:
    counters = [Counter(MEASURES[x.measure](part.text), x.maximum, unit(x.measure)) for x in limits]
    found = [shown.get(_ref(p.ref)) or _outside(p) for p in part.pictures]
    there = tuple(one for one in found if one)
    card = "" if part.pictures else urlsplit(part.card_url).hostname or ""
    return Post(_marked(part), there, len(found) - len(there), card, tuple(counters))


def _marked(part: Part) -> SafeString:
    """The text with links, tags and mentions as the platform will mark them."""
    pieces: list[SafeString] = []
    at = 0
    for span in sorted(part.spans, key=lambda s: s.start):
        pieces.append(format_html("{}", part.text[at : span.start]))
        words = part.text[span.start : span.end]
        pieces.append(format_html('<span class="facet" title="{}">{}</span>', span.target, words))
        at = span.end
    pieces.append(format_html("{}", part.text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped


def _html(made: Rendition, shown: Mapping[str, Shown]) -> SafeString:
    """The article with pictures that can be seen; one that can't keeps a place of its own."""

    def source(found: re.Match[str]) -> str:
        picture = shown.get(f"{REF}{found[1].lower()}")
        return format_html('src="{}" loading="lazy"', picture.src) if picture else "data-lost"

    return mark_safe(_SOURCE.sub(source, made.html))  # noqa: S308 - sanitised by the layout


def _unknown(made: Rendition, shown: Mapping[str, Shown]) -> Iterator[Remark]:
    lost = [ref for ref in _refs(made) if ref not in shown]
    if lost:
        message = gettext_noop("%(count)s pictures of this text are not in the brand's library.")
        yield Remark("error", "image.unknown", message, values={"count": len(lost)})


def _refs(made: Rendition) -> set[str]:
    """Every library picture that is shown, as `media:<id>`."""
    refs = {_ref(p.ref) for p in made.pictures}
    refs |= {f"{REF}{found.lower()}" for found in _SOURCE.findall(made.html)}
    return {ref for ref in refs if ref.startswith(REF)}


def _ref(ref: str) -> str:
    bare = ref.removeprefix(REF)
    return f"{REF}{bare.lower()}" if _UUID.match(bare) else ref


def _outside(picture: Picture) -> Shown | None:
    """A picture of somebody else's site is not fetched for a preview: its words stand for it."""
    if picture.ref.startswith(("http://", "https://")):
        return Shown("", "", 0, 0, picture.alt or picture.ref)
    return None
