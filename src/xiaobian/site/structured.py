"""What search engines and link cards read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from xiaobian.site.frame import Frame
    from xiaobian.site.telling import Entry

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def safe_json(value: Any) -> SafeString:
    """JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  nothing in it can close the element


def website(frame: Frame) -> SafeString:
    """schema.org of the front page."""
    return safe_json(
        {
            "@context": "https://schema.org",
            "@type": "Blog",
            "name": frame.site.name,
            "description": frame.site.motto,
            "url": frame.to.absolute(frame.to.front),
            "inLanguage": frame.language,
            "publisher": {"@type": "Organization", "name": frame.brand.name},
        }
    )


def article(frame: Frame, entry: Entry) -> SafeString:
    """schema.org of a post."""
    post, whose = entry.post, {"@type": "Organization", "name": frame.brand.name}
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "description": post.summary,
        "datePublished": entry.at.isoformat(),
        "dateModified": entry.updated.isoformat(),
        "mainEntityOfPage": frame.to.absolute(entry.url),
        "inLanguage": post.language or frame.language,
        "keywords": post.tags,
        "author": whose,
        "publisher": whose,
    }
    if entry.cover:
        value["image"] = frame.to.absolute(entry.cover.src)
    return safe_json(value)
