"""Monthly partitions of the event tables, made before they are needed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

AHEAD = timedelta(days=62)


def make(first: date, last: date) -> int:
    """Make the partitions of every month from `first` to `last`; returns how many were missing.

    What had no partition meanwhile lies in the default one and is moved.
    """
    with connection.cursor() as cursor:
        days: list[Any] = [first, last]
        cursor.execute("SELECT numbers_make_partitions(%s, %s)", days)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def make_ahead(now: datetime) -> int:
    """Make this month's and the next two."""
    return make(now.date(), (now + AHEAD).date())
