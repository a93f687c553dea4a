"""Write the lock files: every package with its hashes, and no registry's host name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
COMPILE = ["pip", "compile", "-q", "--universal", "--generate-hashes", "--no-emit-index-url"]

FILES = {
    "bootstrap.txt": ["--group", "bootstrap"],
    "run.txt": ["pyproject.toml"],
    "build.txt": ["pyproject.toml", "--group", "build"],
    "dev.txt": ["pyproject.toml", "--group", "build", "--group", "test"],
}


def main(upgrade: bool) -> None:
    for name, inputs in FILES.items():
        more = ["--upgrade"] if upgrade else []
        command = [str(UV if UV.exists() else "uv"), *COMPILE, "--no-header", *more, *inputs]
        subprocess.run([*command, "-o", f"requirements/{name}"], cwd=ROOT, check=True)
        print(f"requirements/{name}")


if __name__ == "__main__":
    main(upgrade="--upgrade" in sys.argv)
