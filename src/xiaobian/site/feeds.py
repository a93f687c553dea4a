"""The site for programs: feeds, the map, and what robots may read."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from xiaobian.media.public import Shown, pictures
from xiaobian.site.frame import Frame, reader, show_as
from xiaobian.site.models import Post, Site
from xiaobian.site.sanitise import media_refs, with_pictures
from xiaobian.site.telling import Entry

IN_FEED, IN_SITEMAP = 20, 50_000


class _Rss(Rss201rev2Feed):
    """RSS with the whole text."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["whole"])


class _Atom(Atom1Feed):
    """Atom with the whole text."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["whole"], {"type": "html"})


@reader
def rss(request: HttpRequest, frame: Frame) -> HttpResponse:
    """RSS 2.0."""
    return _syndicated(request, frame, _Rss, frame.to.rss)


@reader
def atom(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Atom 1.0."""
    return _syndicated(request, frame, _Atom, frame.to.atom)


@reader
def json_feed(request: HttpRequest, frame: Frame) -> HttpResponse:
    """JSON Feed 1.1."""

    def make() -> str:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": frame.site.name,
            "description": frame.site.motto,
            "home_page_url": frame.to.absolute(frame.to.front),
            "feed_url": frame.to.absolute(frame.to.json),
            "language": frame.language,
            "authors": [{"name": frame.brand.name}],
            "items": [_json_item(frame, entry, whole) for entry, whole in _whole(frame)],
        }
        return json.dumps({k: v for k, v in feed.items() if v != ""}, ensure_ascii=False)

    state = frame.state("json feed")
    return show_as(request, frame, "application/feed+json; charset=utf-8", state, make)


@reader
def sitemap(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Every address that search engines should know."""

    def make() -> str:
        posts = Post.objects.public(frame.brand).only("slug", "updated_at")[:IN_SITEMAP]
        rows = [(frame.to.post(p), p.updated_at.date().isoformat()) for p in posts]
        newest = max((day for _, day in rows), default=frame.site.changed_at.date().isoformat())
        listed = [(frame.to.front, newest), (frame.to.about, ""), (frame.to.archive, newest), *rows]
        return _urlset([(frame.to.absolute(path), day) for path, day in listed])

    state = frame.state("sitemap")
    return show_as(request, frame, "application/xml; charset=utf-8", state, make)


@reader
def robots(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Everything may be read; this is where the map lies."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {frame.to.absolute(frame.to.sitemap)}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def desk_robots(request: HttpRequest) -> HttpResponse:
    """At the desk's own address: the sites may be read, the desk not."""
    lines = ["User-agent: *", *(f"Disallow: {p}" for p in ("/desk/", "/b/", "/account/", "/api/"))]
    read = Site.objects.filter(brand__posts__withdrawn_at=None, brand__posts__isnull=False)
    slugs = read.filter(domain_verified_at=None).values_list("brand__slug", flat=True).distinct()
    lines += [f"Sitemap: {settings.PUBLIC_URL}/s/{slug}/sitemap.xml" for slug in slugs[:1000]]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _whole(frame: Frame) -> list[tuple[Entry, str]]:
    """The newest posts with their text as it can be shown anywhere, in two queries."""
    posts = list(Post.objects.public(frame.brand)[:IN_FEED])
    refs = {r for p in posts for r in (*media_refs(p.html), p.cover)} - {""}
    shown = pictures(refs, frame.brand)
    return [(Entry.listed(p, frame, shown), _anywhere(frame, p.html, shown)) for p in posts]


def _anywhere(frame: Frame, html: str, shown: dict[str, Shown]) -> str:
    def put(ref: str, alt: str) -> str:
        if ref not in shown:
            return ""
        context = {"shown": shown[ref], "alt": alt, "src": frame.to.absolute(shown[ref].src)}
        return render_to_string("reader/_picture_anywhere.html", context).strip()

    return with_pictures(html, put)


def _syndicated(
    request: HttpRequest, frame: Frame, kind: type[SyndicationFeed], own: str
) -> HttpResponse:
    def make() -> str:
        feed = kind(
            title=frame.site.name,
            link=frame.to.absolute(frame.to.front),
            description=frame.site.motto or frame.site.name,
            subtitle=frame.site.motto,
            language=frame.language,
            feed_url=frame.to.absolute(own),
            author_name=frame.brand.name,
        )
        for entry, whole in _whole(frame):
            url = frame.to.absolute(entry.url)
            feed.add_item(
                title=entry.post.title,
                link=url,
                unique_id=f"urn:uuid:{entry.post.pk}",
                unique_id_is_permalink=False,
                description=entry.post.summary,
                pubdate=entry.at,
                updateddate=entry.updated,
                categories=entry.post.tags,
                author_name=frame.brand.name,
                whole=whole,
            )
        return feed.writeString("utf-8")

    state = frame.state(kind.__name__)
    return show_as(request, frame, str(kind.content_type), state, make)


def _json_item(frame: Frame, entry: Entry, whole: str) -> dict[str, Any]:
    post = entry.post
    item: dict[str, Any] = {
        "id": f"urn:uuid:{post.pk}",
        "url": frame.to.absolute(entry.url),
        "title": post.title,
        "content_html": whole,
        "summary": post.summary,
        "date_published": entry.at.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": post.tags,
        "language": post.language or frame.language,
    }
    if entry.cover:
        item["image"] = frame.to.absolute(entry.cover.src)
    return item


def _urlset(rows: list[tuple[str, str]]) -> str:
    urls = "".join(
        f"<url><loc>{escape(loc)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for loc, day in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
