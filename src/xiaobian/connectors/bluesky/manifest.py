"""What the desk knows about Bluesky before it talks to it."""

from __future__ import annotations

from datetime import date

from xiaobian.accounts.port import Capability, Field, Limit, Manifest

_LEXICONS = "https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky"
_POST = f"{_LEXICONS}/feed/post.json"
_CHECKED = date(2026, 11, 22)  # against @atproto/api 0.21.0, and a PDS 0.5.35 that enforces them

DEFAULT_SERVICE = "https://bsky.social"

MANIFEST = Manifest(
    kind="bluesky",
    name="Bluesky",
    mark="B",
    colour="#1185fe",
    layout="thread",
    capabilities=frozenset(
        {Capability.PUBLISH, Capability.FIND, Capability.WITHDRAW, Capability.NUMBERS}
    ),
    limits=(
        Limit("text", 300, "graphemes", _POST, _CHECKED),
        Limit("text", 3_000, "utf8_bytes", _POST, _CHECKED),
        Limit("images", 4, "count", f"{_LEXICONS}/embed/images.json", _CHECKED),
        Limit("image_bytes", 2_000_000, "bytes", f"{_LEXICONS}/embed/images.json", _CHECKED),
        Limit("thumb_bytes", 1_000_000, "bytes", f"{_LEXICONS}/embed/external.json", _CHECKED),
        Limit("tags", 8, "count", _POST, _CHECKED),
        Limit("tag", 64, "graphemes", _POST, _CHECKED),
    ),
    image_types=("image/jpeg", "image/png", "image/webp"),
    fields=(
        Field(
            "service",
            "Server",
            help="Leave it as it is, unless the account lives on a server of its own.",
            default=DEFAULT_SERVICE,
        ),
        Field("handle", "Handle", help="For example brand.bsky.social, without the @."),
        Field(
            "password",
            "App password",
            secret=True,
            help="Made on Bluesky under Settings, Privacy and security, App passwords.",
        ),
    ),
    threads=True,
    gap_seconds=1.0,
    metrics=("likes", "reposts", "replies", "quotes"),
    docs="connectors/bluesky.md",
)


def most(name: str) -> int:
    """The first limit called `name`, which this manifest is known to have."""
    limit = MANIFEST.limit(name)
    assert limit is not None
    return limit.maximum
