"""Removing files that nothing refers to. Originals are never among them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from xiaobian.media.storage import cache_folder, incoming_folder

HALF = timedelta(days=1)  # no upload takes this long
UNUSED = timedelta(days=7)


def sweep_folders(now: datetime) -> int:
    """Delete half-written files and cached copies that nobody used lately; how many there were."""
    halves = [*incoming_folder().glob("*.part"), *Path(settings.MEDIA_ROOT).rglob(".*.part")]
    copies = [p for p in cache_folder().rglob("*") if p.is_file()]
    return sum(remove_older(p, now - HALF) for p in halves) + sum(
        remove_older(p, now - UNUSED) for p in copies
    )


def remove_older(path: Path, moment: datetime) -> bool:
    """Delete the file if it was last touched before `moment`; another sweeper may be faster."""
    try:
        if path.stat().st_mtime >= moment.timestamp():
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True
