"""One embedded PostgreSQL: started, stopped, and recovered after any crash.

The server is a child in the foreground, reachable only through a Unix socket that only its own
user and ours may use. It never recovers by itself (`restart_after_crash=off`): a fast shutdown
during that recovery can hang for ever, so the supervisor's restart is the one way back.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from xiaobian.box import datafolder, processes, programs
from xiaobian.box.datafolder import NAME
from xiaobian.box.problems import Problem
from xiaobian.box.programs import Programs

FAST_STOP_SECONDS = 20
FORCED_STOP_SECONDS = 10
_SOCKET_LIMIT = 100 - len("/.s.PGSQL.5432")
_RETRY = ("pre-existing shared memory block", "lock file")
_MUSTS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "restart_after_crash": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m %a ",
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Cluster:
    """The server of `home/database`. `durable=False` gives up safety for speed, for tests."""

    home: Path
    bin_dir: Path | None = None
    run_as: str = ""
    durable: bool = True
    say: Callable[[str], None] = lambda line: None
    pause: Callable[[float], None] = time.sleep
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.data = self.home / "database"
        self.log = self.home / "logs" / "postgresql.log"
        self.user = datafolder.choose_user(self.run_as, self.data)
        self.programs: Programs | None = None
        self._log_start = 0

    @property
    def dsn(self) -> str:
        """The libpq string that reaches the desk's database."""
        return f"host='{self.socket_dir}' port=5432 user={NAME} dbname={NAME}"

    @property
    def socket_dir(self) -> Path:
        """`home/run`, or a folder with a short name: a socket's path has room for ~100 bytes."""
        wanted = self.home / "run"
        if len(os.fsencode(wanted)) <= _SOCKET_LIMIT:
            return wanted
        digest = hashlib.blake2b(os.fsencode(self.home), digest_size=8).hexdigest()
        return Path("/tmp") / f"xiaobian-{digest}"  # noqa: S108 (0700, and its owner is checked)

    def start(self) -> None:
        """Make the cluster if there is none, start the server and wait until it answers.

        A recovery may take minutes; it is reported and waited for as long as the server lives.
        """
        self.prepare()
        for attempt in range(8):
            self.launch()
            if self._wait_ready():
                return
            # Backends of a killed server hold its memory for a moment after it.
            if not any(text in self._said() for text in _RETRY):
                break
            self.pause(0.2 * 2**attempt)
        raise Problem("PostgreSQL did not start", self.why_ended())

    def prepare(self) -> None:
        """Everything before the server's start: programs, folders, data, an orphan's end."""
        self.programs = programs.find(self.bin_dir, self.user, self.home / "programs")
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_socket_dir()
        if not self.data.exists():
            datafolder.create(self.data, self.programs, self.user, self.durable)
        datafolder.check_version(self.data, self.programs)
        self.end_orphan()
        datafolder.write_access(self.data, self.user)

    def launch(self) -> None:
        """Start the server as our child, without waiting."""
        assert self.programs is not None, "prepare() comes first"
        settings = _MUSTS | {"unix_socket_directories": str(self.socket_dir)}
        if not self.durable:
            settings |= _CARELESS
        command = [self.programs.path("postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = datafolder.run_as_user(
                command,
                self.user,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(
                    signal.SIGINT if self.durable else signal.SIGQUIT
                ),
            )

    def is_ready(self) -> bool:
        """Whether the server says, in line 8 of its pid file, that it takes connections."""
        with contextlib.suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return (
                len(lines) >= 8
                and self.process is not None
                and lines[0].strip() == str(self.process.pid)
                and lines[7].strip() == "ready"
            )
        return False

    def stop(self) -> None:
        """End the server: fast, and by force when that hangs (it loses nothing either way)."""
        if self.process is None:
            return
        gently = signal.SIGINT if self.durable else signal.SIGQUIT
        for how, seconds in ((gently, FAST_STOP_SECONDS), (signal.SIGQUIT, FORCED_STOP_SECONDS)):
            if self.process.poll() is None:
                self.process.send_signal(how)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(seconds)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def end_orphan(self) -> None:
        """End a server that outlived its supervisor, and forget one that is dead.

        The pid file is believed only about a process that is a server of this very folder.
        """
        pid_file = self.data / "postmaster.pid"
        pid = _first_number(pid_file)
        if pid is not None and processes.is_server_of(pid, self.data):
            self.say("ending a PostgreSQL left over from an earlier run")
            for how, seconds in (
                (signal.SIGINT, FAST_STOP_SECONDS),
                (signal.SIGQUIT, FORCED_STOP_SECONDS),
            ):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
                if processes.wait_gone(pid, seconds):
                    break
        pid_file.unlink(missing_ok=True)
        for left in self.socket_dir.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def why_ended(self) -> str:
        """The server's last words since it was started."""
        return datafolder.explain(self._said(), self.home) or f"see {self.log}"

    def _wait_ready(self) -> bool:
        assert self.process is not None
        began = told = time.monotonic()
        while self.process.poll() is None:
            if self.is_ready():
                return True
            now = time.monotonic()
            if now - told > 5:
                told = now
                self.say(f"PostgreSQL is recovering its data … {now - began:.0f} s")
            self.pause(0.02 if now - began < 2 else 0.2)
        return False

    def _make_socket_dir(self) -> None:
        """A folder that only the server's user (and root) may enter; never somebody else's."""
        path = self.socket_dir
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            if not self.user.is_me:
                os.chown(path, self.user.uid, self.user.gid)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.user.uid:
            raise Problem(
                f"{path} belongs to somebody else", "remove it, or change the data folder"
            )

    def _said(self) -> str:
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            file.seek(self._log_start)
            return file.read().decode(errors="replace")
        return ""


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
