"""Run every test in one pytest run, in two processes, and end in pytest's own summary line.

A few that fail are tried once more, alone: a browser on a loaded machine can be late, and that is
said, not hidden. What fails twice fails, and so does a run in which more than a few fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
A_FEW = 4


def main(arguments: list[str]) -> None:
    os.chdir(ROOT)
    if arguments:
        os.execv(sys.executable, [*PYTEST, *arguments])
    FAILED.unlink(missing_ok=True)
    # Tests that share a group run one after another in one process: those that measure time.
    done = subprocess.run([*PYTEST, "-n", "2", "--dist", "loadgroup"], check=False)
    failed = json.loads(FAILED.read_text()) if done.returncode == 1 and FAILED.exists() else {}
    if not 0 < len(failed) <= A_FEW:
        sys.exit(done.returncode)
    print(f"\n{len(failed)} failed above; trying each once more, alone:", flush=True)
    os.execv(sys.executable, [*PYTEST, "--last-failed"])


if __name__ == "__main__":
    main(sys.argv[1:])
