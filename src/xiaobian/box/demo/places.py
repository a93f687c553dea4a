"""Where the fake platforms listen: a free loopback port, the same one at every start if it can be."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

HOST = "127.0.0.1"


def choose(home: Path) -> str:
    """`host:port`, remembered in the data folder; another one when somebody has taken it."""
    note = home.expanduser() / "platforms.port"
    with contextlib.suppress(OSError, ValueError):
        if (kept := int(note.read_text())) and _free(kept):
            return f"{HOST}:{kept}"
    port = _any()
    note.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    note.write_text(f"{port}\n")
    return f"{HOST}:{port}"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _any() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
