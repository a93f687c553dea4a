"""A desk's database goes into one file and comes back from it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.plugins.environment import make_home
from xiaobian.box.cluster import Cluster
from xiaobian.box.tables import create_database

pytestmark = pytest.mark.xdist_group("desk")


def xiaobian(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XIAOBIAN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "xiaobian.box.cli", *arguments],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_what_was_dumped_is_restored_and_nothing_is_written_over(tmp_path: Path) -> None:
    old, new, file = make_home(), make_home(), tmp_path / "desk.dump"
    cluster = Cluster(old)
    cluster.start()
    try:
        create_database(cluster.dsn)
        with psycopg.connect(cluster.dsn) as database:
            database.execute("create table django_migrations (name text)")
            database.execute("insert into django_migrations values ('春茶')")
        running = xiaobian("dump", "--home", str(new), str(tmp_path / "empty.dump"))
    finally:
        cluster.stop()
    assert running.returncode == 1, "there is no database in the new folder yet"

    assert xiaobian("dump", "--home", str(old), str(file)).returncode == 0
    assert xiaobian("restore", "--home", str(new), str(file)).returncode == 0
    again = xiaobian("restore", "--home", str(new), str(file))
    assert again.returncode == 1
    assert "isn't empty" in again.stderr

    cluster = Cluster(new)
    cluster.start()
    try:
        with psycopg.connect(cluster.dsn) as database:
            assert database.execute("select name from django_migrations").fetchall() == [("春茶",)]
    finally:
        cluster.stop()
