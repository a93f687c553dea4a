"""The database's tables, brought up to this version before anything else runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from xiaobian.box.problems import Problem

_LOCK = 0x7461626C  # "tabl": of several starting desks, one changes the tables


def prepare() -> None:
    """Create the database if it is missing, then migrate; others wait until it is done."""
    dsn = os.environ["XIAOBIAN_DATABASE_DSN"]
    create_database(dsn)
    with _alone(dsn):
        _migrate()


def unknown_migrations(connection: Any) -> list[str]:
    """Migrations in the database that this program doesn't have: a newer one made them."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    on_disk = loader.disk_migrations or {}
    ours = {app for app, _ in on_disk}
    known = set(on_disk)
    for migration in on_disk.values():
        known |= {(migration.app_label, name) for _, name in migration.replaces}
    applied = loader.applied_migrations or {}
    return sorted(
        f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in known
    )


def pending_migrations(connection: Any) -> list[str]:
    """Migrations that this program has and the database lacks."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if newer := unknown_migrations(connection):
        raise Problem(
            f"the database was changed by a newer Xiaobian ({newer[-1]})",
            "install that version or a newer one: pip install --upgrade xiaobian",
        )
    total = len(pending_migrations(connection))
    done = 0

    def progress(action: str, migration: Any = None, fake: bool = False) -> None:
        nonlocal done
        if action == "apply_success":
            done += 1
        if action == "apply_start" and sys.stdout.isatty():
            print(f"  preparing the tables: {done + 1} of {total} …   ", end="\r", flush=True)

    executor = MigrationExecutor(connection, progress)
    executor.migrate(executor.loader.graph.leaf_nodes())
    if total:
        _fill_permissions()
    call_command("createcachetable", verbosity=0)


def _fill_permissions() -> None:
    """What `migrate` does after migrating: content types and permissions."""
    from django.core.management.sql import emit_post_migrate_signal

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@contextmanager
def _alone(dsn: str) -> Iterator[None]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        yield  # the lock goes with the connection


def create_database(dsn: str) -> None:
    """Create the database that `dsn` names, unless it is there."""
    try:
        psycopg.connect(dsn).close()
        return
    except psycopg.OperationalError as error:
        name = conninfo_to_dict(dsn).get("dbname", "")
        if not name or "does not exist" not in str(error):
            raise Problem(
                f"the database can't be reached: {error}", "check database.url"
            ) from error
    try:
        with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as server:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(str(name))))
    except psycopg.errors.DuplicateDatabase:
        pass
    except psycopg.Error as error:
        raise Problem(
            f"the database {name} could not be created: {error}", f"createdb {name}"
        ) from error
