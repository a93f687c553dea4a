"""Operating-system processes: started so that they end with us, told apart by what they are."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LINUX = sys.platform.startswith("linux")
_PR_SET_PDEATHSIG = 1
# Loaded here, because nothing may be loaded between fork and exec.
_libc = ctypes.CDLL(None, use_errno=True) if _LINUX else None


@dataclass(frozen=True)
class User:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def popen_options(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this user; nothing when it is us."""
        return {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}


def me() -> User:
    """The user this process runs as."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:  # containers run under numbers that have no name
        name = str(uid)
    return User(name, uid, os.getegid())


def user_named(name: str) -> User | None:
    """The user called `name`, if there is one."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid)


def owner_of(path: Path) -> User:
    """The user who owns `path`."""
    stat = path.stat()
    try:
        name = pwd.getpwuid(stat.st_uid).pw_name
    except KeyError:
        name = str(stat.st_uid)
    return User(name, stat.st_uid, stat.st_gid)


def die_with_parent(how: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` by which the kernel sends `how` to the child when we die, even by kill -9.

    Linux only; elsewhere the child outlives us and the next start ends it. Runs after the change
    of user, which would clear it. It is tied to the *thread* that starts the child, so children
    are started from the main thread.
    """
    parent = os.getpid()

    def set_it() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
            if os.getppid() != parent:  # we died between fork and prctl
                os._exit(1)

    return set_it


def alive(pid: int) -> bool:
    """Whether `pid` is a process that still runs; a zombie doesn't."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if _LINUX:
        with contextlib.suppress(OSError):
            return _linux_state(pid) not in {"Z", "X"}
        return False
    return not _ps(pid, "stat").startswith("Z")


def is_server_of(pid: int, data: Path) -> bool:
    """Whether `pid` is the PostgreSQL server of the folder `data`.

    A pid alone proves nothing: after a crash or a restarted container another process may have it.
    """
    if not alive(pid):
        return False
    if _LINUX:
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            folder = Path(f"/proc/{pid}/cwd").readlink()
        except OSError:
            return False
        return name == "postgres" and folder == data.resolve()
    command = _ps(pid, "command")
    return "postgres" in command and str(data) in command


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until a process that isn't our child has ended; False when it still runs."""
    end = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _linux_state(pid: int) -> str:
    # The name in parentheses may itself hold spaces and parentheses.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _ps(pid: int, column: str) -> str:
    found = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()
