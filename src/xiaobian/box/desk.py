"""What the commands share: the plan of this desk, its database, and how a process becomes a part."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import SettingsError

from xiaobian import __version__
from xiaobian.box import home as homes
from xiaobian.box import shape
from xiaobian.box.cluster import Cluster
from xiaobian.box.config import Config, config, config_file
from xiaobian.box.demo import places
from xiaobian.box.plan import Plan
from xiaobian.box.problems import Problem


def read_config() -> Config:
    """The configuration, or each wrong option by name."""
    try:
        return config()
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in found['loc']) or 'environment'}: "
            + ("no such option" if found["type"] == "extra_forbidden" else found["msg"])
            for found in error.errors()
        ]
        raise Problem(
            "the configuration is wrong:\n    " + "\n    ".join(lines),
            f"see docs/configuration.md; read from {config_file()} and XIAOBIAN_* variables",
        ) from error
    except (SettingsError, ValueError) as error:
        raise Problem(
            f"the configuration can't be read: {error}", f"mend {config_file()}"
        ) from error


def plan() -> Plan:
    """What the supervisor is to do."""
    given = read_config()
    url = given.database.url
    return Plan(
        version=__version__,
        home=str(given.home.expanduser().absolute()),
        address=given.public_url,
        host=given.server.host,
        port=given.server.port,
        workers=given.workers.processes,
        url=url.get_secret_value() if url else "",
        bin_dir=str(given.database.bin_dir or ""),
        run_as=given.database.run_as,
        platforms=places.choose(given.home) if given.demo else "",
    )


def make_cluster(home: Path, bin_dir: Path | None = None) -> Cluster:
    """The cluster of this desk as configured."""
    given = config().database
    return Cluster(
        home, bin_dir or given.bin_dir, given.run_as, say=lambda line: print(f"  {line}")
    )


@contextmanager
def database(bin_dir: Path | None = None) -> Iterator[str]:
    """The libpq string of the desk's database, which is started for the time if it isn't up."""
    given = read_config()
    if given.database.url:
        yield given.database.url.get_secret_value()
        return
    home = given.home.expanduser().absolute()
    if homes.holder(home):
        yield make_cluster(home, bin_dir).dsn
        return
    homes.open_home(home, __version__)
    lock = homes.Lock(home)
    lock.take(f"pid {os.getpid()}, a command")
    cluster = make_cluster(home, bin_dir)
    try:
        cluster.start()
        yield cluster.dsn
    finally:
        cluster.stop()
        lock.release()


def look_at_tables_again() -> None:
    """Make the next start compare the tables with the program, whatever is done by hand now."""
    shape.forget(read_config().home / "database")


def run_child(arguments: list[str], dsn: str) -> int:
    """Run Python with the desk's settings and database; returns its code."""
    env = dict(os.environ) | {
        "XIAOBIAN_DATABASE_DSN": dsn,
        "DJANGO_SETTINGS_MODULE": "xiaobian.box.settings",
    }
    return subprocess.run([sys.executable, *arguments], env=env, check=False).returncode


def become_part() -> None:
    """Set this process up as the part named in XIAOBIAN_PART: database, log, Django."""
    given = read_config()
    if not os.environ.get("XIAOBIAN_DATABASE_DSN"):
        if not given.database.url:
            raise Problem(
                "this command runs one part against an outside database, and none is configured",
                "set database.url, or start everything with: xiaobian up",
            )
        os.environ["XIAOBIAN_DATABASE_DSN"] = given.database.url.get_secret_value()
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiaobian.box.settings"
    (given.home / "logs").mkdir(mode=0o700, parents=True, exist_ok=True)
    from xiaobian.box import logs

    logs.configure(os.environ["XIAOBIAN_PART"], given)
    _end_with_parent()
    import django

    django.setup()


def _end_with_parent() -> None:
    """Where the kernel doesn't tell us that our supervisor died (outside Linux), look each second."""
    if sys.platform.startswith("linux"):
        return
    parent = os.getppid()

    def watch() -> None:
        never = threading.Event()
        while not never.wait(1):
            if os.getppid() != parent:
                os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
