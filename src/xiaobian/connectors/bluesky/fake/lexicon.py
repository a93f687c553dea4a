"""What Bluesky's server demands of a post, for the fake: written from its lexicons, not from ours.

The fake counts by itself, so that a mistake of the connector's counter can't hide behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import regex

POST = "app.bsky.feed.post"
_TID = re.compile(r"^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
_URI = re.compile(r"^\w+:(?://)?[^\s/]\S*$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$")
_KNOWN = {"$type", "text", "createdAt", "facets", "embed", "reply", "langs", "tags", "labels"}


class Invalid(Exception):
    """The record breaks the lexicon; the text is what the server says."""


def check_key(rkey: str) -> None:
    """Posts lie under timestamps."""
    if not _TID.match(rkey):
        raise Invalid(f"Invalid record key: {rkey}")


def check_post(record: Mapping[str, Any], find_blob: Callable[[str], Mapping[str, Any]]) -> None:
    """Raise Invalid unless the record is a post. `find_blob` raises for a picture never uploaded."""
    _must(record.get("$type") == POST, "Record/$type must be app.bsky.feed.post")
    _must(set(record) <= _KNOWN, "Record has properties that the lexicon does not know")
    text = _string(record, "text")
    _must(_graphemes(text) <= 300, "Record/text must not be longer than 300 graphemes")
    _must(len(text.encode()) <= 3000, "Record/text must not be longer than 3000 characters")
    _must(bool(_MOMENT.match(_string(record, "createdAt"))), "Record/createdAt must be a datetime")
    for facet in record.get("facets", []):
        _facet(facet, len(text.encode()))
    for language in _list(record, "langs", 3):
        _must(bool(_LANGUAGE.match(language)), "Record/langs must be a well-formed language tag")
    for tag in _list(record, "tags", 8):
        _must(len(tag.encode()) <= 640 and _graphemes(tag) <= 64, "Record/tags is too long")
    if "reply" in record:
        for end in ("root", "parent"):
            ref = record["reply"].get(end, {})
            _must(_string(ref, "uri").startswith("at://"), f"Record/reply/{end}/uri")
            _string(ref, "cid")
    if "embed" in record:
        _embed(record["embed"], find_blob)


def _facet(facet: Mapping[str, Any], size: int) -> None:
    index, features = facet.get("index", {}), facet.get("features")
    start, end = index.get("byteStart"), index.get("byteEnd")
    _must(type(start) is int and type(end) is int, "Record/facets/index must be integers")
    _must(0 <= start < end <= size, "Record/facets/index lies outside the text")
    _must(isinstance(features, list) and bool(features), "Record/facets/features must be an array")
    for feature in features or []:
        kind = _string(feature, "$type").removeprefix("app.bsky.richtext.facet#")
        match kind:
            case "link":
                _must(bool(_URI.match(_string(feature, "uri"))), "facet uri must be a uri")
            case "mention":
                _must(_string(feature, "did").startswith("did:"), "facet did must be a valid did")
            case "tag":
                _must(_graphemes(_string(feature, "tag")) <= 64, "facet tag is too long")
            case _:
                raise Invalid(f"unknown facet {kind}")


def _embed(embed: Mapping[str, Any], find_blob: Callable[[str], Mapping[str, Any]]) -> None:
    match embed.get("$type"):
        case "app.bsky.embed.images":
            images = embed.get("images", [])
            _must(len(images) <= 4, "Record/embed/images must not have more than 4 elements")
            for image in images:
                _string(image, "alt")
                _blob(image.get("image"), 2_000_000, find_blob)
                ratio = image.get("aspectRatio", {"width": 1, "height": 1})
                sides = (ratio.get("width"), ratio.get("height"))
                _must(all(type(s) is int and s >= 1 for s in sides), "aspectRatio must be integers")
        case "app.bsky.embed.external":
            external = embed.get("external", {})
            _must(
                bool(_URI.match(_string(external, "uri"))),
                "Record/embed/external/uri must be a uri",
            )
            _string(external, "title")
            _string(external, "description")
            if "thumb" in external:
                _blob(external["thumb"], 1_000_000, find_blob)
        case other:
            raise Invalid(f"unknown embed {other}")


def _blob(blob: Any, most: int, find_blob: Callable[[str], Mapping[str, Any]]) -> None:
    _must(isinstance(blob, Mapping) and blob.get("$type") == "blob", "Expected a blob")
    stored = find_blob(blob["ref"]["$link"])
    _must(stored["size"] == blob.get("size"), "Referenced Size does not match stored blob")
    _must(
        stored["mimeType"] == blob.get("mimeType"), "Referenced Mimetype does not match stored blob"
    )
    _must(stored["mimeType"].startswith("image/"), "Wrong type of file, expected image/*")
    _must(stored["size"] <= most, f"This file is too large. It is larger than {most} bytes")


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def _string(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    _must(isinstance(found, str), f"Record must have the property {name!r}")
    return str(found)


def _list(value: Mapping[str, Any], name: str, most: int) -> list[str]:
    found = value.get(name, [])
    _must(isinstance(found, list), f"Record/{name} must be an array")
    _must(len(found) <= most, f"Record/{name} must not have more than {most} elements")
    _must(all(isinstance(x, str) for x in found), f"Record/{name} must be strings")
    return found


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Invalid(otherwise)
