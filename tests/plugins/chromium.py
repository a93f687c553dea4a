"""Where a Chromium is: the machine's own, or the one Playwright installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chrome"]
_MAC = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]


def chromium_path() -> str | None:
    """`XIAOBIAN_CHROMIUM`, else the first that is found; None when there is none."""
    if given := os.environ.get("XIAOBIAN_CHROMIUM"):
        return given
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for path in _MAC:
        if Path(path).exists():
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
