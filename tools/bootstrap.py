"""From a fresh clone to a ready environment: `python3 tools/bootstrap.py run|test|lint`.

Only the standard library, and syntax that an old Python can read, so that it can say what is
missing instead of failing with a traceback. What is unchanged since the last time is skipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / ".stamps"
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)


def main(goal: str) -> None:
    """Prepare for `goal`; each step says what it does and how long it took."""
    began = time.monotonic()
    make_environment()
    install_tools()
    install_packages("dev" if goal in {"test", "lint"} else "build")
    install_project()
    run([BIN / "python", ROOT / "tools" / "build_assets.py"])
    if goal == "test":
        run([BIN / "python", ROOT / "tools" / "test_tools.py"])
    seconds = time.monotonic() - began
    if seconds > 1:
        print(f"prepared in {seconds:.1f} s", flush=True)


def make_environment() -> None:
    """`.venv` with a Python that is new enough."""
    if (BIN / "python").exists() and works(BIN / "python", "-c", "import pip"):
        return
    python = new_enough_python()
    with Step(f"making .venv with {python}"):
        if not works(python, "-c", "import ensurepip, venv"):
            install_venv(python)
        shutil.rmtree(VENV, ignore_errors=True)
        run([python, "-m", "venv", VENV])


def new_enough_python() -> str:
    """This Python, or the newest on the path; ends with what to do when all are too old."""
    newer = [shutil.which(f"python3.{minor}") for minor in range(15, OLDEST[1] - 1, -1)]
    python = sys.executable if sys.version_info >= OLDEST else next(filter(None, newer), None)
    if python is None:
        give_up(
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.",
            "macOS: brew install python   Debian/Ubuntu: apt install python3",
        )
    return python


def install_venv(python: str) -> None:
    """Debian and Ubuntu keep `venv` in a package of its own."""
    version = subprocess.run(
        [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    package = f"python{version}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        give_up("Python's venv module is missing.", f"sudo apt-get install -y {package}")
    apt_install(package)


def apt_install(*packages: str) -> None:
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run(["apt-get", "update", "-qq"], env=env)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=env)


def install_tools() -> None:
    """uv, pinned by version and hash."""
    lock = LOCKS / "bootstrap.txt"
    if fresh("tools", [lock]) and (BIN / "uv").exists():
        return
    with Step("installing uv"):
        pip = [BIN / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        run([*pip, "--require-hashes", "--only-binary=:all:", "-r", lock])
        stamp("tools", [lock])


def install_packages(level: str) -> None:
    """Exactly what the lock file names, hash by hash. `dev` holds everything `build` holds."""
    for good in {level, "dev"}:
        if fresh(f"packages-{good}", [LOCKS / f"{good}.txt"]):
            return
    with Step(f"installing packages ({level})"):
        for other in ("build", "dev"):
            (STAMPS / f"packages-{other}").unlink(missing_ok=True)
        (STAMPS / "project").unlink(missing_ok=True)
        lock = LOCKS / f"{level}.txt"
        run([BIN / "uv", "pip", "sync", "-q", "--require-hashes", *target(), lock])
        stamp(f"packages-{level}", [lock])


def install_project() -> None:
    """The checkout itself, editable, so that `.venv/bin/xiaobian` runs it."""
    inputs = [ROOT / "pyproject.toml", ROOT / "src" / "xiaobian" / "__init__.py"]
    if fresh("project", inputs) and (BIN / "xiaobian").exists():
        return
    with Step("installing Xiaobian"):
        # hatchling comes from the lock file, not from a build environment without hashes.
        options = ["-q", "--no-deps", "--no-build-isolation", *target(), "-e", ROOT]
        run([BIN / "uv", "pip", "install", *options])
        stamp("project", inputs)


def target() -> list:
    return ["--python", BIN / "python"]


# -- small tools -----------------------------------------------------------------------------------


class Step:
    """Says what is being done, then how long it took."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        self.began = time.monotonic()
        print(f"  {self.what} …", flush=True)

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            print(f"  {self.what}: {time.monotonic() - self.began:.1f} s", flush=True)


def digest(inputs: list) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for path in sorted(inputs):
        total.update(str(path).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def fresh(name: str, inputs: list) -> bool:
    """Whether the step `name` was done with exactly these inputs."""
    path = STAMPS / name
    return path.exists() and path.read_text() == digest(inputs)


def stamp(name: str, inputs: list) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(digest(inputs))


def works(*command: object) -> bool:
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def run(command: list, **options: object) -> None:
    """Run a command; when it fails, end with its own words."""
    done = subprocess.run([str(part) for part in command], check=False, **options)
    if done.returncode:
        give_up(f"this failed: {' '.join(str(part) for part in command)}", "")


def give_up(what: str, cure: str) -> NoReturn:
    print(f"\n{what}" + (f"\n  → {cure}" if cure else ""), file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
