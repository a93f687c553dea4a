"""What the command line knows about platforms: the layout and the limits of each, with a source.

The desk takes limits from its connectors' manifests; these are for texts that never see a desk, and
for platforms without a connector. Every row says where it was found and when.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiaobian.typeset.limits import Bound

CHECKED = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform shows a text, and how much of it."""

    layout: str
    limits: tuple[Bound, ...]
    source: str


PLATFORMS: dict[str, Platform] = {
    "bluesky": Platform(
        "thread",
        (
            Bound("text", 300, "graphemes"),
            Bound("text", 3000, "utf8_bytes"),
            Bound("images", 4),
        ),
        "lexicon app.bsky.feed.post and its server",
    ),
    "mastodon": Platform(
        "written_thread",
        (Bound("text", 500, "mastodon"), Bound("images", 4), Bound("alt", 1500, "graphemes")),
        "Mastodon's validator; an instance may allow more",
    ),
    "x": Platform(
        "written_thread",
        (Bound("text", 280, "x_weighted"), Bound("images", 4), Bound("alt", 1000, "code_points")),
        "X: counting characters, twitter-text 3",
    ),
    "threads": Platform(
        "written_thread",
        (Bound("text", 500, "threads"), Bound("links", 5), Bound("images", 20)),
        "Threads API documentation",
    ),
    "linkedin": Platform(
        "written_plain",
        (Bound("text", 3000, "utf16_units"), Bound("images", 20)),
        "LinkedIn Posts API documentation",
    ),
    "telegram": Platform(
        "written_thread",
        (Bound("text", 4096, "utf16_units"), Bound("images", 10)),
        "Telegram Bot API",
    ),
    "weibo": Platform(
        "weibo",
        (Bound("text", 2000, "weibo"), Bound("images", 18)),
        "Weibo's web editor; the open API takes 140",
    ),
    "xiaohongshu": Platform(
        "xiaohongshu",
        (
            Bound("title", 20, "half_width"),
            Bound("text", 1000, "code_points"),
            Bound("images", 18),
            Bound("images_min", 1),
            Bound("tags", 10),
        ),
        "the creator centre's own page",
    ),
    "douyin": Platform(
        "xiaohongshu",
        (
            Bound("title", 20, "code_points"),
            Bound("text", 1000, "code_points"),
            Bound("images", 35),
            Bound("images_min", 1),
            Bound("tags", 10),
        ),
        "the creator centre's page for pictures and text",
    ),
    "wechat": Platform(
        "wechat",
        (
            Bound("html", 19_999, "html"),
            Bound("title", 32, "code_points"),
            Bound("title_min", 1, "code_points"),
            Bound("summary", 120, "code_points"),
        ),
        "WeChat: draft/add",
    ),
    "blog": Platform("blog", (), "the desk's own site"),
}
