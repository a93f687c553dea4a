"""The whole database in one file, and back: for backups and for a new PostgreSQL version."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg

from xiaobian.box import programs
from xiaobian.box.config import Config
from xiaobian.box.desk import database, read_config
from xiaobian.box.problems import Problem
from xiaobian.box.processes import me


def dump(file: Path, bin_dir: Path | None = None) -> None:
    """Write the database into `file` (PostgreSQL's custom format), whole or not at all."""
    file = file.absolute()
    draft = file.with_name(f".{file.name}.new")
    with database(bin_dir) as dsn:
        pg_dump = _program(read_config(), bin_dir, "pg_dump")
        _run([pg_dump, "--format=custom", "--no-owner", f"--file={draft}", f"--dbname={dsn}"])
    draft.replace(file)
    print(f"{file}: {file.stat().st_size / 2**20:.1f} MB")


def restore(file: Path) -> None:
    """Fill an empty database from `file`; refuses one that already has tables."""
    from xiaobian.box.tables import create_database

    with database() as dsn:
        create_database(dsn)
        with psycopg.connect(dsn) as connection:
            row = connection.execute("select to_regclass('django_migrations')").fetchone()
        if row and row[0]:
            raise Problem("the database isn't empty", "restore into a new data folder (--home)")
        pg_restore = _program(read_config(), None, "pg_restore")
        _run([pg_restore, "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={dsn}",
              str(file.absolute())])  # fmt: skip
    print("restored; start the desk with: xiaobian up")


def _program(config: Config, bin_dir: Path | None, name: str) -> str:
    """These talk to the server as we do, so they run as ourselves."""
    found = programs.find(bin_dir or config.database.bin_dir, me(), config.home / "programs")
    return found.path(name)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Problem(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")
