"""Whether the desk is well: asked by load balancers, the doctor and the tests."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

STALE_SECONDS = 60


def readiness() -> dict[str, dict[str, Any]]:
    """Each part the desk needs, with `ok` and what is wrong; asks the database, so not async."""
    from django.db import DatabaseError, connection

    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            took = round((time.monotonic() - began) * 1000, 1)
            return {
                "database": {"ok": True, "ms": took},
                "tables": _tables(cursor),
                "worker": _worker(cursor),
                "clock": _clock(cursor),
            }
    except DatabaseError as error:
        said = str(error).strip().splitlines()
        return {"database": {"ok": False, "why": said[0] if said else type(error).__name__}}


def _tables(cursor: Any) -> dict[str, Any]:
    cursor.execute("select app, name from django_migrations")
    missing = _known() - set(cursor.fetchall())
    return _part(not missing, f"{len(missing)} migration(s) not applied")


def _worker(cursor: Any) -> dict[str, Any]:
    """Procrastinate's workers write a heartbeat every ten seconds."""
    cursor.execute(
        "select count(*) from procrastinate_workers"
        " where last_heartbeat > now() - make_interval(secs => %s)",
        [STALE_SECONDS],
    )
    count = cursor.fetchone()[0]
    return _part(count > 0, "no worker has given a sign of life", count=count)


def _clock(cursor: Any) -> dict[str, Any]:
    """The elected clock notes its heartbeat in every slow round."""
    cursor.execute(
        "select count(*) from kernel_heartbeat where part = 'clock'"
        " and at > now() - make_interval(secs => %s)",
        [STALE_SECONDS],
    )
    return _part(cursor.fetchone()[0] > 0, "no clock has given a sign of life")


def _part(ok: bool, why: str, **more: Any) -> dict[str, Any]:
    return {"ok": ok, **more} if ok else {"ok": ok, "why": why, **more}


@cache
def _known() -> frozenset[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return frozenset(MigrationLoader(None).disk_migrations or ())
