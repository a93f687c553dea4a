"""The data folder: made, held by one desk at a time, never used by an older program."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from pathlib import Path

from xiaobian.box.problems import Problem

LEAST_FREE = 64 * 1024 * 1024  # bytes; PostgreSQL stops the desk anyway below that


def open_home(home: Path, version: str) -> None:
    """Make the folder if it is missing and refuse one that can't serve."""
    try:
        # Others may pass through, since PostgreSQL may run as another user; they can't list it.
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        (home / "logs").mkdir(mode=0o700, exist_ok=True)
        (home / "media").mkdir(mode=0o700, exist_ok=True)
    except PermissionError as error:
        raise Problem(
            f"{error.filename} can't be written by this user",
            "choose another data folder with XIAOBIAN_HOME or --home",
        ) from error
    _check_space(home)
    check_version(home, version)


def _check_space(home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        raise Problem(
            f"the disk that holds {home} is full: {free // 2**20} MB left",
            f"make room (at least {LEAST_FREE // 2**20} MB), then start again",
        )


def check_version(home: Path, version: str) -> None:
    """A database may have been changed by a newer program in ways that this one can't read."""
    with contextlib.suppress(FileNotFoundError):
        found = (home / "version").read_text().strip()
        if _order(found) > _order(version):
            raise Problem(
                f"{home} was last used by Xiaobian {found}; this is {version}",
                f"install {found} or newer: pip install --upgrade 'xiaobian>={found}'",
            )


def mark_version(home: Path, version: str) -> None:
    """Note which version the data are now in the shape of."""
    draft = home / "version.new"
    draft.write_text(version + "\n")
    draft.replace(home / "version")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


class Lock:
    """Holds the data folder for this process; the kernel frees it however the process ends."""

    def __init__(self, home: Path) -> None:
        self.path = home / "desk.lock"
        self._handle: int | None = None

    def take(self, note: str) -> None:
        """Hold the folder, or say who does."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 500).decode(errors="replace").strip()
            os.close(handle)
            raise Problem(
                f"a desk already runs in {self.path.parent} ({holder})",
                "use it, stop it, or give this one another folder with --home",
            ) from error
        os.ftruncate(handle, 0)
        os.write(handle, note.encode())
        self._handle = handle

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def holder(home: Path) -> str:
    """Who holds the folder now, e.g. `pid 7, http://127.0.0.1:8642`; empty when nobody does."""
    lock = Lock(home)
    try:
        lock.take("")
    except Problem:
        return lock.path.read_text() or "starting"
    except OSError:
        return ""
    lock.release()
    return ""
