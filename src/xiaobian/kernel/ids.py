"""Names for rows and links."""

from __future__ import annotations

import secrets
import uuid

import uuid_utils.compat

# No 0/O, 1/I/l: these are read aloud and typed from paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id() -> uuid.UUID:
    """A UUIDv7: unique anywhere, and rows made later sort later."""
    return uuid_utils.compat.uuid7()


def new_code(length: int = 7) -> str:
    """A short random code for links, e.g. `k7mw3pa`; 31**7 is about 27 thousand million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """An unguessable token for links that carry a right, URL-safe, 256 bits."""
    return secrets.token_urlsafe(32)
