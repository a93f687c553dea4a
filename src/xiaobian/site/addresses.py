"""Every address of a brand's site, below `/s/<brand>` or on the brand's own domain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from django.conf import settings

from xiaobian.site.models import Post, Site

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses as paths for links within the site; with `origin` in front for everybody else."""

    origin: str  # "https://tea.example", no trailing slash
    base: str  # "/s/shanye", or "" on the own domain

    @classmethod
    def of(cls, site: Site, slug: str = "") -> Addresses:
        """Where the public finds the site: on its own domain once that is verified."""
        if site.serves_domain:
            scheme = urlsplit(settings.PUBLIC_URL).scheme
            return cls(f"{scheme}://{site.domain}", "")
        return cls(settings.PUBLIC_URL, f"/s/{slug or site.brand.slug}")

    def absolute(self, path: str) -> str:
        """The whole address of a path."""
        return self.origin + path

    @property
    def front(self) -> str:
        """The first page."""
        return f"{self.base}/"

    @property
    def about(self) -> str:
        return f"{self.base}/about/"

    @property
    def archive(self) -> str:
        return f"{self.base}/archive/"

    @property
    def tags(self) -> str:
        return f"{self.base}/tags/"

    @property
    def rss(self) -> str:
        return f"{self.base}/feed.xml"

    @property
    def atom(self) -> str:
        return f"{self.base}/atom.xml"

    @property
    def json(self) -> str:
        return f"{self.base}/feed.json"

    @property
    def sitemap(self) -> str:
        return f"{self.base}/sitemap.xml"

    @property
    def icon(self) -> str:
        return f"{self.base}/icon.svg"

    def theme(self, version: str) -> str:
        """The stylesheet in the brand's colour; `version` makes it cacheable for good."""
        return f"{self.base}/theme.css?v={version}"

    def post(self, post: Post) -> str:
        """One article."""
        return f"{self.base}/{quote(post.slug)}/"

    def tag(self, tag: str) -> str:
        """Every article with the tag."""
        return f"{self.base}/tags/{quote(tag, safe='')}/"

    def month(self, year: int, month: int = 0) -> str:
        """Every article of a year or a month."""
        return f"{self.base}/archive/{year}/" + (f"{month:02d}/" if month else "")


def slug_for(title: str, identity: str) -> str:
    """A stable address: the title's Latin words if there are some, always the identity's code.

    The code keeps it unique; Chinese titles get date and code, because a path of percent signs
    is what people would have to paste.
    """
    date, _, code = identity.partition("-")
    words = _WORD.findall(title.lower())
    # "2026 秋茶" has a number, not words: a reader would learn nothing from it.
    if sum(len(w) for w in words if not w.isdigit()) < 6:
        return identity
    chosen = ""
    for word in words[:8]:
        if len(chosen) + len(word) > 50:
            break
        chosen += word + "-"
    return f"{chosen}{code}" if chosen and code else f"{date}-{code}"


def identity_for(at: datetime, alphabet: str, digest: bytes) -> str:
    """`20261122-k7mw3pa`: the day (UTC) and seven letters drawn from the digest."""
    number, letters = int.from_bytes(digest[:8], "big"), ""
    for _ in range(7):
        number, rest = divmod(number, len(alphabet))
        letters += alphabet[rest]
    return f"{at:%Y%m%d}-{letters}"
