"""Waiting that signals can end: the supervisor sleeps without a tick and loses no child's end."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """A person or the system asked the desk to end."""


class Waiter:
    """Turns signals into wake-ups of `pause`, the one place where the process waits."""

    def __init__(self) -> None:
        self.asked = 0  # how many times the end was asked for
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in _ENDING:
            # Under nohup a hang-up is ignored, and stays so.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)

    def pause(self, seconds: float | None) -> None:
        """Wait until `seconds` passed, a child ended or the end was asked for (raises Stop)."""
        if self.asked:
            raise Stop
        self.nap(seconds)
        if self.asked:
            raise Stop

    def nap(self, seconds: float | None) -> None:
        """The same without raising."""
        select.select([self._read], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            while self._read.recv(512):
                pass

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
