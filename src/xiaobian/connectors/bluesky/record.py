"""Builds Bluesky's records from renditions. Pure: the same post always gives the same record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from xiaobian.accounts.port import Post, Upload
from xiaobian.connectors.bluesky.manifest import MANIFEST, most
from xiaobian.kernel.reasons import reason
from xiaobian.typeset.measures import MEASURES, graphemes, utf8_bytes
from xiaobian.typeset.rendition import Part, Span

COLLECTION = "app.bsky.feed.post"
_TAG_BYTES = 640
_LANGUAGES = 3

_IN_PART = reason("part {number}: {why}")
_NOTHING = reason("there is nothing to post")
_MANY_TAGS = reason("Bluesky takes {most} tags")
_LONG_TAG = reason("the tag “{tag}” is too long")
_LONG_TEXT = reason("the text is longer than {maximum} {measure}")
_MANY_PICTURES = reason("Bluesky takes {most} pictures in a post")
_NOT_READY = reason("the picture {picture} was not made ready")
_TYPE = reason("Bluesky does not take pictures of type {type}")
_MISSING = reason("a picture's file is missing")
_LARGE = reason("a picture has {size} bytes, Bluesky takes {most}")

Blob = Mapping[str, Any]


def problem(post: Post) -> str:
    """Why Bluesky would refuse this post, found without asking it; empty when it would not."""
    parts = post.rendition.parts
    if not parts:
        return _NOTHING
    for number, part in enumerate(parts, 1):
        if found := _part_problem(part, post):
            return _IN_PART.format(number=number, why=found) if len(parts) > 1 else found
    if len(extra_tags(post)) > most("tags"):
        return _MANY_TAGS.format(most=most("tags"))
    long_tag = next((t for t in extra_tags(post) if not _tag_fits(t)), None)
    return _LONG_TAG.format(tag=long_tag[:30]) if long_tag else ""


def _part_problem(part: Part, post: Post) -> str:
    for limit in MANIFEST.limits:
        if limit.name == "text" and MEASURES[limit.measure](part.text) > limit.maximum:
            return _LONG_TEXT.format(maximum=limit.maximum, measure=limit.measure)
    if len(part.pictures) > most("images"):
        return _MANY_PICTURES.format(most=most("images"))
    if not (part.text.strip() or part.pictures or part.card_url):
        return _NOTHING
    for picture in part.pictures:
        if picture.ref not in post.uploads:
            return _NOT_READY.format(picture=picture.ref[:42])
        if found := _upload_problem(post.uploads[picture.ref]):
            return found
    return ""


def _upload_problem(upload: Upload) -> str:
    if upload.mime not in MANIFEST.image_types:
        return _TYPE.format(type=upload.mime)
    try:
        size = upload.path.stat().st_size
    except OSError:
        return _MISSING
    if size > most("image_bytes"):
        return _LARGE.format(size=size, most=most("image_bytes"))
    return ""


def needed(post: Post) -> list[str]:
    """References of the files this post shows: pictures in order, then the card's if it fits."""
    refs = [p.ref for p in post.rendition.pictures]
    thumb = post.uploads.get(post.card.get("ref", ""))
    if thumb and any(p.card_url and not p.pictures for p in post.rendition.parts):
        fits = thumb.path.exists() and thumb.path.stat().st_size <= most("thumb_bytes")
        if fits and thumb.mime in MANIFEST.image_types:
            refs.append(thumb.ref)
    return list(dict.fromkeys(refs))


def mentioned(post: Post) -> list[str]:
    """Every handle that is mentioned, once."""
    spans = (s for part in post.rendition.parts for s in part.spans if s.kind == "mention")
    return list(dict.fromkeys(s.target.lstrip("@").lower() for s in spans))


def extra_tags(post: Post) -> list[str]:
    """Tags of the post that don't stand in its text."""
    inside = {s.target.lower() for p in post.rendition.parts for s in p.spans if s.kind == "tag"}
    return [t for t in dict.fromkeys(post.rendition.tags) if t.lower() not in inside]


def build(
    post: Post,
    index: int,
    blobs: Mapping[str, Blob],
    people: Mapping[str, str],
    reply: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The record of the part at `index`; `people` are DIDs by handle, `blobs` uploads by reference."""
    part = post.rendition.parts[index]
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": part.text,
        "createdAt": instant(post.created_at),
    }
    if facets := list(_facets(part, people)):
        record["facets"] = facets
    if embed := _embed(post, part, blobs):
        record["embed"] = embed
    if reply:
        record["reply"] = dict(reply)
    if post.rendition.language:
        record["langs"] = [post.rendition.language][:_LANGUAGES]
    if index == 0 and (tags := extra_tags(post)):
        record["tags"] = tags
    return record


def instant(at: datetime) -> str:
    """A moment as Bluesky writes it, in UTC to the millisecond."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _facets(part: Part, people: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What spans mean, by bytes of UTF-8. A span that can't be expressed stays plain text."""
    for span in sorted(part.spans, key=lambda s: s.start):
        feature = _feature(span, people)
        if feature and 0 <= span.start < span.end <= len(part.text):
            start = utf8_bytes(part.text[: span.start])
            end = start + utf8_bytes(part.text[span.start : span.end])
            yield {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def _feature(span: Span, people: Mapping[str, str]) -> dict[str, str] | None:
    kind = "app.bsky.richtext.facet"
    if span.kind == "link" and span.target.startswith(("http://", "https://")):
        return {"$type": f"{kind}#link", "uri": span.target}
    if span.kind == "tag" and _tag_fits(span.target):
        return {"$type": f"{kind}#tag", "tag": span.target}
    if span.kind == "mention" and (did := people.get(span.target.lstrip("@").lower())):
        return {"$type": f"{kind}#mention", "did": did}
    return None


def _tag_fits(tag: str) -> bool:
    return 0 < graphemes(tag) <= most("tag") and utf8_bytes(tag) <= _TAG_BYTES


def _embed(post: Post, part: Part, blobs: Mapping[str, Blob]) -> dict[str, Any] | None:
    """Pictures, else the link's card: Bluesky shows one of them."""
    if part.pictures:
        images = [_image(p.alt, post.uploads[p.ref], blobs[p.ref]) for p in part.pictures]
        return {"$type": "app.bsky.embed.images", "images": images}
    if not part.card_url:
        return None
    card = post.card if post.card.get("url") == part.card_url else {}
    external: dict[str, Any] = {
        "uri": part.card_url,
        "title": card.get("title") or part.card_url,
        "description": card.get("description", ""),
    }
    if thumb := blobs.get(card.get("ref", "")):
        external["thumb"] = dict(thumb)
    return {"$type": "app.bsky.embed.external", "external": external}


def _image(alt: str, upload: Upload, blob: Blob) -> dict[str, Any]:
    image: dict[str, Any] = {"alt": alt or upload.alt, "image": dict(blob)}
    if upload.width > 0 and upload.height > 0:
        image["aspectRatio"] = {"width": upload.width, "height": upload.height}
    return image
