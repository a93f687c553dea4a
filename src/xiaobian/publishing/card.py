"""The card of a link: what the page behind it says of itself, asked once and then kept.

It is asked before the first call and stored with the delivery, so that a second attempt sends the
very same post. A page that can't be read gives a card with its host: never a reason not to publish.
"""

from __future__ import annotations

import logging
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from xiaobian.accounts.doors import open_door
from xiaobian.publishing.models import Delivery

log = logging.getLogger(__name__)

READ = 262_144  # bytes; heads of pages are far smaller
TITLE, DESCRIPTION = 300, 1000  # characters kept


def keep_card(delivery: Delivery) -> None:
    """Fill the delivery's card if its rendition shows one and it has none yet. Calls the network."""
    url = next((p.card_url for p in delivery.rendition.value.parts if p.card_url), "")
    if not url or delivery.card.get("url") == url:
        return
    delivery.card = {"url": url} | _asked(delivery, url)
    Delivery.objects.filter(pk=delivery.pk).update(card=delivery.card)


def read_head(html: str) -> dict[str, str]:
    """Title and description of a page: Open Graph's, else its own."""
    head = _Head()
    head.feed(html)
    title = head.found.get("og:title") or head.title
    description = head.found.get("og:description") or head.found.get("description", "")
    return {
        "title": " ".join(title.split())[:TITLE],
        "description": " ".join(description.split())[:DESCRIPTION],
    }


class _Head(HTMLParser):
    """Collects what a page's head says; stops listening at the body."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.title = ""
        self._in_title = self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "body":
            self._over = True
        elif tag == "title":
            self._in_title = not self._over
        elif tag == "meta" and not self._over:
            name = given.get("property") or given.get("name") or ""
            self.found.setdefault(name.lower(), given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def _asked(delivery: Delivery, url: str) -> dict[str, Any]:
    host = {"title": urlsplit(url).hostname or url, "description": ""}
    try:
        with (
            open_door(delivery.account) as door,
            door.http.stream("GET", url, follow_redirects=True) as answer,
        ):
            if answer.status_code != 200 or "html" not in answer.headers.get("content-type", ""):
                return host
            read = b""
            for piece in answer.iter_bytes():
                read += piece
                if len(read) >= READ:
                    break
            told = read_head(read.decode(answer.encoding or "utf-8", "replace"))
    except Exception as error:  # whatever a stranger's page does, the post goes out
        log.info("no card for %s: %s", urlsplit(url).hostname, type(error).__name__)
        return host
    return told if told["title"] else host | {"description": told["description"]}
