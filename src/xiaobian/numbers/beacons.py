"""What a reader's page may tell, and nothing else: bytes in, a checked value out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaobian.numbers.tokens import opened

MAX_BYTES = 1024
_VIEW = re.compile(r"[0-9a-f]{16}\Z")
_HOST = re.compile(r"[a-z0-9.-]{1,100}\Z")
_HALF_HOUR = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Beacon:
    """One sign of a reader. `engaged` are the milliseconds since the view's last sign."""

    brand_id: UUID
    post_id: UUID
    view_id: int
    kind: int  # 0: the view itself, 1: time spent on it
    engaged: int = 0
    scroll: int = 0
    source: str = ""


def parse(body: bytes) -> Beacon | None:
    """Read a beacon; None for everything that no page of ours would send."""
    told = _object(body)
    page, view = told.get("p"), told.get("v")
    if not isinstance(page, str) or not isinstance(view, str) or not _VIEW.match(view):
        return None
    if (post := opened(page)) is None:
        return None
    view_id = int.from_bytes(bytes.fromhex(view), "big", signed=True)
    if "e" in told:
        engaged = _number(told["e"], _HALF_HOUR)
        return Beacon(*post, view_id, 1, engaged, _number(told.get("s"), 100))
    return Beacon(*post, view_id, 0, source=_host(told.get("r")))


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object, empty when it is anything else."""
    if len(body) > MAX_BYTES:
        return {}
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _number(value: object, most: int) -> int:
    """A whole number between 0 and `most`; anything else counts for nothing."""
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return max(0, min(value, most))


def _host(value: object) -> str:
    if not isinstance(value, str):
        return ""
    host = value.lower()
    return host if _HOST.match(host) else ""
