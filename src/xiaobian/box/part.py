"""One process the desk keeps alive."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

from xiaobian.box import processes

FIRST_DELAY, LONGEST_DELAY = 0.2, 15.0  # seconds before a restart
HEALTHY_SECONDS = 30  # after that, an end counts as the first again


class Part:
    """A child that is started again whenever it ends, at a growing distance.

    Any end counts, also one with code 0: a Procrastinate worker leaves like that when PostgreSQL
    goes away.
    """

    def __init__(self, name: str, arguments: list[str], env: dict[str, str]) -> None:
        self.name, self.arguments = name, arguments
        self.env = env | {"XIAOBIAN_PART": name.partition(" ")[0]}
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0
        self.delay = FIRST_DELAY
        self.due: float | None = None  # when to start it again
        self.failures = 0  # ends in a row

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal is the supervisor's to order."""
        self.due = None
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "xiaobian.box.cli", *self.arguments],
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=processes.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (no threads here)
        )

    def ended(self) -> int | None:
        """The code it ended with, told once; None while it runs."""
        if self.process is None or self.process.poll() is None:
            return None
        code, self.process = self.process.returncode, None
        return code

    def plan_restart(self) -> float:
        """Choose when to start it again; returns the seconds until then."""
        now = time.monotonic()
        if now - self.began > HEALTHY_SECONDS:
            self.delay, self.failures = FIRST_DELAY, 0
        self.failures += 1
        wait, self.delay = self.delay, min(self.delay * 2, LONGEST_DELAY)
        self.due = now + wait
        return wait

    def signal(self, how: signal.Signals) -> None:
        """Send a signal to it and to whatever it started."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, how)


def describe(code: int) -> str:
    """`-9` → `was killed (SIGKILL)`."""
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was killed ({signal.Signals(-code).name})"
    except ValueError:
        return f"was killed (signal {-code})"
