"""Waking the clock: a NOTIFY at commit; a lost one costs at most the clock's nap."""

from __future__ import annotations

from django.db import connection

CHANNEL = "xiaobian_due"


def wake() -> None:
    """Tell the clock, at commit, that a moment came or changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
