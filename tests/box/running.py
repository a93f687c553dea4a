"""A real desk in processes of its own, for tests that start, kill and stop it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 90  # seconds; a busy machine is slow, a hang is longer than that


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, test: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true value of `test`, asked until it is true; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (value := test()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        threading.Event().wait(0.1)
    return value


class RunningDesk:
    """`xiaobian up` in `home`; what it prints is in `said`."""

    def __init__(self, home: Path, *arguments: str, **options: str) -> None:
        self.home, self.port = home, int(options.pop("port", 0)) or free_port()
        python = options.pop("python", sys.executable)
        env = {k: v for k, v in os.environ.items() if not k.startswith(("XIAOBIAN_", "DJANGO_"))}
        self.process = subprocess.Popen(
            [python, "-m", "xiaobian.box.cli", "up", "--home", str(home),
             "--port", str(self.port), *arguments],
            env=env | options, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output:
            self.lines.extend(output)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_up(self) -> RunningDesk:
        """Until the address has been printed."""

        def up() -> bool:
            assert self.process.poll() is None, self.said
            return "Ctrl-C stops everything" in self.said

        wait_for("the desk to start", up)
        return self

    def wait_ready(self) -> dict[str, Any]:
        """Until every part is well."""
        return wait_for("every part to be well", lambda: self.ready() if self.ready() else None)

    def ready(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=15) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        return {}

    def tree(self) -> list[psutil.Process]:
        """Every process of the desk, the supervisor first."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def part(self, name: str) -> psutil.Process | None:
        """The process of a part: web, worker, clock or postgres."""
        for process in psutil.Process(self.process.pid).children():
            try:
                command = process.cmdline()
            except psutil.Error:
                continue
            if command and (command[-1] == name or Path(command[0]).name == name):
                return process
        return None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it as a person would; returns its code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE)


def gone(processes: list[psutil.Process]) -> None:
    """Fail unless all of them have ended in time; what is left is ended, for the next test."""
    _, left = psutil.wait_procs(processes, timeout=40)
    for process in left:
        process.kill()
    assert not left, f"still there: {left}"
