"""A running desk survives the death of any of its processes, and of itself."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.box.running import PATIENCE, RunningDesk, gone, wait_for
from tests.plugins.environment import make_home
from xiaobian.box.cluster import Cluster

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("desk")]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningDesk]:
    desk = RunningDesk(make_home()).wait_up()
    yield desk
    tree = desk.tree()
    assert desk.stop() == 0
    gone(tree)


def note(home: Path, text: str) -> None:
    """Leave something in the database that must still be there later."""
    with psycopg.connect(Cluster(home).dsn) as database:
        database.execute("create table if not exists kept (text text)")
        database.execute("insert into kept values (%s)", [text])


def notes(home: Path) -> set[str]:
    with psycopg.connect(Cluster(home).dsn) as database:
        return {row[0] for row in database.execute("select text from kept")}


def test_a_started_desk_says_where_it_is_and_every_part_is_well(running: RunningDesk) -> None:
    assert f"http://localhost:{running.port}" in running.said
    parts = running.wait_ready()["parts"]
    assert set(parts) == {"database", "tables", "worker", "clock"}


def test_the_database_runs_without_the_rights_of_root_and_without_a_port(
    running: RunningDesk,
) -> None:
    server = running.part("postgres")
    assert server is not None
    assert server.uids().real != 0
    assert not [c for c in server.net_connections() if c.status == psutil.CONN_LISTEN]


def test_a_second_copy_is_refused_and_harms_nothing(running: RunningDesk) -> None:
    second = RunningDesk(running.home)
    assert second.process.wait(PATIENCE) == 1
    wait_for("its words", lambda: "already runs" in second.said)
    assert f"pid {running.process.pid}" in second.said
    assert running.wait_ready()


@pytest.mark.parametrize("name", ["web", "worker", "clock", "postgres"])
def test_a_killed_part_comes_back_and_nothing_is_lost(running: RunningDesk, name: str) -> None:
    running.wait_ready()
    note(running.home, name)
    before = running.part(name)
    assert before is not None
    before.kill()
    wait_for(f"a new {name}", lambda: (new := running.part(name)) and new.pid != before.pid)
    running.wait_ready()
    assert name in notes(running.home)
    assert "SIGKILL" in running.said


def test_a_killed_supervisor_a_power_cut_and_a_stop_lose_nothing_and_leave_nothing() -> None:
    home = make_home()
    desk = RunningDesk(home).wait_up()
    note(home, "before the crash")
    tree = desk.tree()
    desk.process.kill()
    desk.process.wait(PATIENCE)
    gone(tree)

    desk = RunningDesk(home, port=str(desk.port)).wait_up()
    desk.wait_ready()
    note(home, "before the power cut")
    tree = desk.tree()
    for process in tree:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    desk.process.wait(PATIENCE)
    gone(tree)

    desk = RunningDesk(home).wait_up()
    assert notes(home) == {"before the crash", "before the power cut"}
    tree = desk.tree()
    assert desk.stop(signal.SIGINT) == 0
    gone(tree)
    assert not (home / "database" / "postmaster.pid").exists()
    assert "was killed" not in desk.said
