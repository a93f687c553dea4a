"""What a person sees who looks at the fake: the posts, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, "Noto Sans CJK SC", sans-serif; }
body { max-width: 34rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
article { border-top: 1px solid #8884; padding: 1rem 0; }
article.reply { margin-left: 2rem; }
header, footer { color: #777; font-size: .9rem; }
p { white-space: pre-wrap; margin: .3rem 0; }
img { max-width: 100%; border-radius: .5rem; margin-top: .5rem; }
a { color: #1185fe; }
"""


def page(posts: Sequence[Mapping[str, Any]], path: str = "/") -> str:
    """The page; below `/profile/<did>/post/<key>` only that post and its thread."""
    key = path.rsplit("/", 1)[1] if "/post/" in path else ""
    chosen = [p for p in posts if not key or key in (_key(p["uri"]), _key(_root(p)))]
    # Threads stay in order, the newest thread first.
    chosen = sorted(chosen, key=lambda p: (_root(p) or p["uri"], p["uri"]))
    roots = dict.fromkeys(_root(p) or p["uri"] for p in chosen)
    ordered = [p for root in reversed(roots) for p in chosen if (_root(p) or p["uri"]) == root]
    body = "".join(_article(p) for p in ordered) or "<p>Nothing was posted yet.</p>"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>A fake Bluesky</title>'
        f"<style>{_STYLE}</style><h1>A fake Bluesky</h1>{body}</html>"
    )


def _article(post: Mapping[str, Any]) -> str:
    kind = ' class="reply"' if "reply" in post else ""
    embed = post.get("embed", {})
    images = "".join(
        f'<img alt="{escape(i["alt"])}" src="/_fake/blob/{escape(i["image"]["ref"]["$link"])}">'
        for i in embed.get("images", [])
    )
    card = embed.get("external")
    link = f'<p><a href="{escape(card["uri"])}">{escape(card["title"])}</a></p>' if card else ""
    tags = " ".join("#" + escape(t) for t in post.get("tags", []))
    return (
        f"<article{kind}><header>@{escape(post['handle'])}</header>"
        f"<p>{_text(post)}</p>{images}{link}"
        f"<footer>{escape(post['createdAt'])} {tags}</footer></article>"
    )


def _text(post: Mapping[str, Any]) -> str:
    """The text with its links, cut by bytes as the real app does it."""
    raw, shown, last = post["text"].encode(), "", 0
    for facet in sorted(post.get("facets", []), key=lambda f: f["index"]["byteStart"]):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        words, feature = raw[start:end].decode(errors="replace"), facet["features"][0]
        target = feature.get("uri") or f"#{feature.get('tag') or feature.get('did')}"
        shown += escape(raw[last:start].decode(errors="replace"))
        shown += f'<a href="{escape(target)}">{escape(words)}</a>'
        last = end
    return shown + escape(raw[last:].decode(errors="replace"))


def _root(post: Mapping[str, Any]) -> str:
    return str(post.get("reply", {}).get("root", {}).get("uri", ""))


def _key(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]
