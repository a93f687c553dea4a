"""Refuse modules of 400 lines and more: they have stopped being one thing."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 400


def too_long() -> list[str]:
    """Every Python module under src, tests and tools that has LIMIT lines or more."""
    found = []
    for folder in ("src", "tests", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if {"migrations", "node_modules", "data"} & set(parts):
                continue
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines >= LIMIT:
                found.append(f"{'/'.join(parts)}: {lines} lines (limit {LIMIT})")
    return found


if __name__ == "__main__":
    found = too_long()
    print("\n".join(found) or "sizes: fine")
    sys.exit(bool(found))
