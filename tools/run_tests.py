"""Run every test in one pytest run, in two processes, and end in its own summary line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest"]


def main(arguments: list[str]) -> None:
    os.chdir(Path(__file__).resolve().parent.parent)
    # Tests that share a group run one after another in one process: those that measure time.
    spread = [] if arguments else ["-n", "2", "--dist", "loadgroup"]
    os.execv(sys.executable, [*PYTEST, *spread, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
