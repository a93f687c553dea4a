"""`xiaobian doctor`: looks at everything the desk needs and says what to mend."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress

from xiaobian import __version__
from xiaobian.box import home as homes
from xiaobian.box.config import Config
from xiaobian.box.desk import make_cluster, read_config, run_child
from xiaobian.box.problems import Problem

Finding = tuple[bool, str]


def examine() -> int:
    """Print one line for each thing looked at; returns how many are wrong."""
    config = read_config()
    print(f"Xiaobian {__version__}, data in {config.home}")
    wrong = 0
    for look in (_space, _version, _postgresql, _port, _static):
        for ok, line in _findings(look, config):
            wrong += not ok
            print(f"  {'ok   ' if ok else 'WRONG'} {line}")
    if wrong:
        print(f"\n{wrong} thing(s) to mend")
        return 1
    return _running(config)


def _findings(look: Callable[[Config], Iterator[Finding]], config: Config) -> list[Finding]:
    try:
        return list(look(config))
    except Problem as problem:
        return [(False, str(problem))]


def _space(config: Config) -> Iterator[Finding]:
    folder = next(p for p in (config.home, *config.home.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    yield free > homes.LEAST_FREE, f"{free / 2**30:.1f} GB free for {config.home}"


def _version(config: Config) -> Iterator[Finding]:
    if config.home.exists():
        homes.check_version(config.home, __version__)
        yield True, "the data are of this version or an older one"


def _postgresql(config: Config) -> Iterator[Finding]:
    if config.database.url:
        yield True, "the database is an outside one (database.url)"
        return
    from xiaobian.box import datafolder, programs

    cluster = make_cluster(config.home)
    found = programs.find(cluster.bin_dir, cluster.user, config.home / "programs")
    yield True, f"PostgreSQL {found.version} runs as {cluster.user.name}"
    if cluster.data.exists():
        datafolder.check_version(cluster.data, found)
        yield True, f"{cluster.data} is of that version"


def _port(config: Config) -> Iterator[Finding]:
    if holder := homes.holder(config.home):
        yield True, f"a desk is running: {holder}"
        return
    with (
        suppress(OSError),
        socket.create_connection((config.server.host, config.server.port), timeout=1),
    ):
        yield False, f"port {config.server.port} is taken by another program (server.port)"
        return
    yield True, f"port {config.server.port} is free"


def _static(config: Config) -> Iterator[Finding]:
    from xiaobian.box.config import PACKAGE

    built = any((PACKAGE / "web" / "static" / "dist").glob("*"))
    yield built, "the assets are built" if built else "the assets are not built: make run"


def _running(config: Config) -> int:
    """Of a running desk (or an outside database): are its parts well?"""
    if config.database.url:
        dsn = config.database.url.get_secret_value()
    elif homes.holder(config.home):
        dsn = make_cluster(config.home).dsn
    else:
        return 0
    return run_child(["-c", _ASK], dsn)


_ASK = """
import django, sys
django.setup()
from xiaobian.box.health import readiness
parts = readiness()
for name, part in parts.items():
    print("  ok   " if part["ok"] else "  WRONG", name, part.get("why", ""))
sys.exit(not all(part["ok"] for part in parts.values()))
"""
