"""A database for one measurement: started empty, migrated, gone with the process.

`XIAOBIAN_DATABASE_DSN` takes another server instead and leaves there what was written.
"""

from __future__ import annotations

import psycopg

from tests.plugins import environment  # before any model: points the desk at a folder of its own


def start() -> None:
    """Start PostgreSQL, point Django at it and make the tables."""
    from django.core.management import call_command
    from django.db import connections
    from django.test.utils import setup_test_environment

    from tests.plugins.postgres import cluster_dsn
    from xiaobian.kernel.database import NAME, django_database

    dsn = cluster_dsn()
    with psycopg.connect(dsn, dbname="postgres", autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not known:
            server.execute(f"CREATE DATABASE {NAME}")
    connections["default"].settings_dict.update(django_database(dsn))
    setup_test_environment()  # lets Django's test client in
    call_command("migrate", verbosity=0)


def conditions() -> str:
    """When, on what and beside what load this was measured."""
    import os
    import platform
    from datetime import UTC, datetime

    import django
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} cores, load {load} · "
        f"Python {platform.python_version()}, Django {django.__version__}, PostgreSQL {server}"
    )


__all__ = ["conditions", "environment", "start"]
