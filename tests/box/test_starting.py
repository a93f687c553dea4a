"""What `xiaobian up` refuses, and how it says so."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.box.running import free_port
from tests.plugins.environment import make_home
from xiaobian import __version__
from xiaobian.box import home as homes
from xiaobian.box.problems import Problem


def refused(home: Path, *arguments: str, **variables: str) -> str:
    """What a start says that must end by itself with code 1."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XIAOBIAN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "xiaobian.box.cli", "up", "--home", str(home),
         "--port", str(free_port()), *arguments],
        env=env | variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_folder_of_a_newer_version_is_refused() -> None:
    home = make_home()
    (home / "version").write_text("99.1.0\n")
    said = refused(home)
    assert f"last used by Xiaobian 99.1.0; this is {__version__}" in said
    assert "pip install --upgrade" in said
    assert not (home / "database").exists()


def test_a_folder_of_an_older_version_is_taken() -> None:
    home = make_home()
    (home / "version").write_text("0.0.1\n")
    homes.open_home(home, "0.10.0")
    homes.mark_version(home, "0.10.0")
    homes.open_home(home, "0.10.0")
    with pytest.raises(Problem):
        homes.open_home(home, "0.9.9")


def test_an_option_that_does_not_exist_is_refused_by_name() -> None:
    home = make_home()
    (home / "xiaobian.toml").write_text("[server]\nprot = 1\n")
    assert "server.prot: no such option" in refused(home)


def test_a_misspelt_variable_is_refused_by_name() -> None:
    said = refused(make_home(), XIAOBIAN_SEVER__PORT="9000")
    assert "XIAOBIAN_SEVER__PORT is not an option; did you mean XIAOBIAN_SERVER" in said


def test_a_wrong_value_is_refused_by_name() -> None:
    said = refused(make_home(), XIAOBIAN_TIME_ZONE="Asia/Shangai")
    assert "time_zone" in said
    assert "is not a time zone" in said


def test_a_taken_port_is_named_with_the_way_to_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refused(make_home(), "--port", str(port))
    assert f"port {port} is taken by another program" in said
    assert f"--port {port + 1}" in said


def test_a_full_disk_is_refused_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home()
    monkeypatch.setattr(homes, "LEAST_FREE", 2**62)
    with pytest.raises(Problem, match="is full"):
        homes.open_home(home, __version__)
    assert not (home / "version").exists()


def test_a_part_alone_needs_an_outside_database() -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XIAOBIAN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "xiaobian.box.cli", "worker", "--home", str(make_home())],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "set database.url" in done.stderr


def test_the_supervisor_carries_neither_django_nor_pydantic() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, xiaobian.box.supervisor; print(*sys.modules)"],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout.split()  # fmt: skip
    assert not {"django", "pydantic", "psycopg", "click", "asyncio"} & set(loaded)


def test_a_web_server_that_cannot_start_ends_the_start(tmp_path: Path) -> None:
    """Not a loop without end: who starts a desk wants to know."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif sys.orig_argv[-1:] == ['web']: os._exit(3)\n"
    )
    home = make_home()
    said = refused(home, PYTHONPATH=str(tmp_path))
    assert "web ended with code 3" in said
    assert "the web server does not start" in said
    assert not (home / "database" / "postmaster.pid").exists()
