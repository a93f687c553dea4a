"""A post as pages tell it: with its pictures, its day, its reading time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from xiaobian.media.public import Shown, address, pictures
from xiaobian.media.variants import CARD
from xiaobian.site.frame import Frame
from xiaobian.site.models import Post
from xiaobian.site.sanitise import media_refs, sanitise, with_pictures

# People read some 450 Chinese characters, or the letters of some 240 English words, in a minute.
_CHINESE, _LATIN = 450, 1400


@dataclass(frozen=True, slots=True)
class Entry:
    """One post in a list or on its own page."""

    post: Post
    url: str
    at: datetime
    updated: datetime
    cover: Shown | None
    tags: tuple[tuple[str, str], ...]
    html: str = ""

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def minutes(self) -> int:
        """Reading time, at least one minute."""
        pace = _LATIN if self.post.language.startswith("en") else _CHINESE
        return max(1, round(self.post.characters / pace))

    @classmethod
    def listed(
        cls, post: Post, frame: Frame, shown: Mapping[str, Shown] | None = None, html: str = ""
    ) -> Entry:
        """The post without its text."""
        zone = ZoneInfo(frame.brand.zone)
        return cls(
            post=post,
            url=frame.to.post(post),
            at=post.published_at.astimezone(zone),
            updated=post.updated_at.astimezone(zone),
            cover=(shown or {}).get(post.cover),
            tags=tuple((t, frame.to.tag(t)) for t in post.tags),
            html=mark_safe(html),  # noqa: S308  sanitised when stored; pictures are templates
        )

    @classmethod
    def whole(cls, post: Post, frame: Frame) -> Entry:
        """The post with its text and pictures, in one query."""
        shown = pictures({post.cover, *media_refs(post.html)} - {""}, frame.brand)
        return cls.listed(post, frame, shown, with_shown(post.html, shown))


def entries(posts: Iterable[Post], frame: Frame) -> list[Entry]:
    """Many posts with their covers, in one query for all pictures."""
    listed = list(posts)
    shown = pictures({p.cover for p in listed} - {""}, frame.brand)
    return [Entry.listed(p, frame, shown) for p in listed]


def card_address(post: Post) -> str:
    """Where other sites find the post's picture for their link cards; '' without a cover."""
    if not post.cover:
        return ""
    return address(UUID(post.cover.removeprefix("media:")), CARD)


def with_shown(html: str, shown: Mapping[str, Shown]) -> str:
    """Put addresses of all widths in place of picture references."""

    def put(ref: str, alt: str) -> str:
        if ref not in shown:
            return ""
        return render_to_string("reader/_picture.html", {"shown": shown[ref], "alt": alt}).strip()

    return with_pictures(html, put)


def rendered(markdown: str) -> SafeString:
    """Markdown of the people who keep the site, as safe HTML."""
    html = MarkdownIt("commonmark", {"html": False, "breaks": True}).render(markdown)
    return mark_safe(with_pictures(sanitise(html), lambda _ref, alt: alt))  # noqa: S308  sanitised
