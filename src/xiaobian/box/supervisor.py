"""The supervisor: PostgreSQL, web, workers and clock as one tree that starts, heals and ends whole.

Imports the standard library only (see `plan`). It waits for signals and has nothing to do while
all is well.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

from xiaobian.box import home as homes
from xiaobian.box import shape
from xiaobian.box.cluster import Cluster
from xiaobian.box.demo import EMAIL, PASSWORD
from xiaobian.box.part import LONGEST_DELAY, Part, describe
from xiaobian.box.plan import Plan
from xiaobian.box.problems import Problem
from xiaobian.box.signals import Stop, Waiter

STOP_SECONDS = 15  # for a part to finish what it is doing
START_ATTEMPTS = 4
LOG_BYTES = 10 * 1024 * 1024


class Supervisor:
    """One desk on this machine, from `start` to `stop`."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.home = Path(plan.home)
        self.waiter = Waiter()
        self.lock = homes.Lock(self.home)
        self.cluster = None if plan.url else self._cluster()
        env = dict(os.environ) | {"XIAOBIAN_HOME": plan.home, "PYTHONUNBUFFERED": "1"}
        env["XIAOBIAN_DATABASE_DSN"] = self.cluster.dsn if self.cluster else plan.url
        if plan.platforms:
            env["XIAOBIAN_PLATFORMS"] = plan.platforms
        workers = [Part(f"worker-{n + 1}", ["worker"], env) for n in range(plan.workers)]
        self.parts = [Part("web", ["web"], env), *workers, Part("clock", ["clock"], env)]
        self.tables = Part("migrate", ["migrate"], env)
        self.demo: Part | None = None
        if plan.platforms:
            self.demo = Part("demo", ["demo"], env)
            self.parts.append(Part("platforms", ["platforms"], env))
        self.database_due: float | None = None
        self.database_delay = 0.2

    def run(self) -> int:
        """Start everything and keep it alive until the end is asked for."""
        try:
            self.start()
            self.keep()
        except Stop:
            _say("\n  stopping …")
        finally:
            self.stop()
        return 0

    def start(self) -> None:
        """Database, tables, then the parts; each line says how long it took."""
        began = time.monotonic()
        _say(f"Xiaobian {self.plan.version}\n  data in {self.home}")
        self.lock.take(f"pid {os.getpid()}, {self.plan.address}")
        self._claim_port()
        if self.cluster:
            first = not self.cluster.data.exists()
            with _Timed("creating the database" if first else "starting the database") as step:
                self.cluster.start()
                assert self.cluster.programs is not None
                step.done = f"PostgreSQL {self.cluster.programs.version} is ready"
        self._migrate()
        self._fill()
        with _Timed("starting the web server") as step:
            web, *others = self.parts
            web.start()
            while not self._web_answers():
                self.waiter.pause(0.05)
                self.heal()
                if web.failures >= START_ATTEMPTS:
                    logs = self.home / "logs"
                    raise Problem("the web server does not start", f"see {logs / 'web.log'}")
            # After the web server, so that they don't slow the first page.
            for part in others:
                part.start()
            step.done = "the web server is up; workers and clock follow"
        homes.mark_version(self.home, self.plan.version)
        total = time.monotonic() - began
        if self.demo:
            _say(f"\n  sign in as {EMAIL} with {PASSWORD}")
        _say(f"\n  {self.plan.address}\n\n  ready in {total:.1f} s; Ctrl-C stops everything")

    def keep(self) -> None:
        """Look after everything until Stop is raised; asleep unless something happens."""
        while True:
            self.waiter.pause(self._next_wake())
            self.heal()
            self._trim_log()

    def heal(self) -> None:
        """Start again what has ended and is due."""
        if self.cluster:
            self._heal_database(self.cluster)
        now = time.monotonic()
        for part in self.parts:
            code = part.ended()
            if code is not None:
                wait = part.plan_restart()
                logs = self.home / "logs" / f"{part.name}.log"
                _warn(f"{part.name} {describe(code)}; again in {wait:.1f} s ({logs})")
            if part.due is not None and part.due <= now:
                part.start()

    def stop(self) -> None:
        """End the parts, then PostgreSQL; asking again ends them by force."""
        self._end([*self.parts, self.tables, *filter(None, [self.demo])])
        if self.cluster:
            self.cluster.stop()
        self.lock.release()

    # -- steps ---------------------------------------------------------------------------------

    def _cluster(self) -> Cluster:
        bin_dir = Path(self.plan.bin_dir) if self.plan.bin_dir else None
        return Cluster(
            self.home, bin_dir, self.plan.run_as, say=_say_indented, pause=self.waiter.pause
        )

    def _claim_port(self) -> None:
        """Wait a moment for a former run's web server to end, then say who has the port."""
        end = time.monotonic() + 3
        while (taken := _taken(self.plan.host, self.plan.port)) and time.monotonic() < end:
            self.waiter.pause(0.2)
        if taken:
            who = "another Xiaobian" if self._web_answers() else "another program"
            raise Problem(
                f"port {self.plan.port} is taken by {who}",
                f"choose another one: xiaobian up --port {self.plan.port + 1}, "
                f"or server.port in {self.home / 'xiaobian.toml'}",
            )

    def _migrate(self) -> None:
        if self.cluster and shape.is_known(self.cluster.data):
            return
        with _Timed("preparing the tables") as step:
            self.tables.start()
            while (code := self.tables.ended()) is None:
                self.waiter.pause(1)
            if code:
                raise Problem(f"the tables could not be prepared (it {describe(code)})")
            step.done = "tables are up to date"
        if self.cluster:
            shape.remember(self.cluster.data)

    def _fill(self) -> None:
        """Let a new demonstration desk be filled; it says itself what it does."""
        if self.demo is None:
            return
        self.demo.start()
        while (code := self.demo.ended()) is None:
            self.waiter.pause(1)
        if code:
            raise Problem(f"the demonstration could not be filled (it {describe(code)})")

    def _heal_database(self, cluster: Cluster) -> None:
        now = time.monotonic()
        process = cluster.process
        if process is not None and process.poll() is not None:
            why = cluster.why_ended()
            _warn(f"PostgreSQL {describe(process.returncode)}; starting it again\n    {why}")
            cluster.process = None
            self.database_due = now + self.database_delay
            self.database_delay = min(self.database_delay * 2, LONGEST_DELAY)
        if self.database_due is not None and self.database_due <= now:
            cluster.end_orphan()
            cluster.launch()
            self.database_due = None
        elif self.database_delay > 0.2 and cluster.process and cluster.is_ready():
            _say_indented("PostgreSQL is back")
            self.database_delay = 0.2

    def _next_wake(self) -> float:
        dues = [part.due for part in self.parts if part.due is not None]
        if self.database_due is not None:
            dues.append(self.database_due)
        elif self.database_delay > 0.2:  # until it is back
            dues.append(time.monotonic() + 0.1)
        return max(0.0, min(dues) - time.monotonic()) if dues else 3600

    def _end(self, parts: list[Part]) -> None:
        for part in parts:
            part.signal(signal.SIGTERM)
        asked, end = self.waiter.asked, time.monotonic() + STOP_SECONDS
        while any(part.process and part.process.poll() is None for part in parts):
            if time.monotonic() > end or self.waiter.asked > asked:
                for part in parts:
                    part.signal(signal.SIGKILL)
            self.waiter.nap(0.2)

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.plan.host, self.plan.host)  # noqa: S104
        request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with (
            contextlib.suppress(OSError, ValueError),
            socket.create_connection((host, self.plan.port), timeout=2) as connection,
        ):
            connection.sendall(request)
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
            return bool(json.loads(answer.partition(b"\r\n\r\n")[2])["xiaobian"])
        return False

    def _trim_log(self) -> None:
        """PostgreSQL appends to its log, so that it can be copied away and emptied under it."""
        log = self.home / "logs" / "postgresql.log"
        with contextlib.suppress(OSError):
            if log.stat().st_size > LOG_BYTES:
                log.with_suffix(".log.1").write_bytes(log.read_bytes())
                os.truncate(log, 0)


class _Timed:
    """A line that says what is being done, replaced by what was done and how long it took."""

    def __init__(self, doing: str) -> None:
        self.doing = self.done = doing

    def __enter__(self) -> _Timed:
        self.began = time.monotonic()
        if sys.stdout.isatty():
            print(f"  {self.doing} …", end="\r", flush=True)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            _say(f"  {self.done:<50} {time.monotonic() - self.began:5.1f} s")


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # a closed terminal or a full disk ends nothing
        print(line, flush=True)


def _say_indented(line: str) -> None:
    _say(f"  {line}")


def _warn(line: str) -> None:
    with contextlib.suppress(OSError):
        print(f"  {line}", file=sys.stderr, flush=True)


def _taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise Problem(
                f"can't listen on {host}:{port}: {error.strerror}",
                "change server.host or server.port",
            ) from error
    return False


def main() -> int:
    """Run the plan in XIAOBIAN_PLAN."""
    plan = Plan.from_json(os.environ.pop("XIAOBIAN_PLAN"))
    try:
        homes.open_home(Path(plan.home), plan.version)
        return Supervisor(plan).run()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"\nthe disk that holds {plan.home} is full\n  → make room", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
