"""Get what the tests need beside Python packages: Chromium, and the servers they talk to.

What can't be had is named; with CI=true that is an error, else its tests are skipped.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bootstrap import BIN, ROOT, Step, apt_install

PDS = ROOT / "tests" / "servers" / "pds"


def main() -> None:
    if not find_chromium():
        with Step("installing Chromium"):
            install_chromium()
        if not find_chromium():
            missing("Chromium", "install chromium or google-chrome, or set XIAOBIAN_CHROMIUM")
    if _may_apt() and not has_chinese_font():
        with Step("installing a Chinese font"):
            apt_install("fonts-noto-cjk")
    if not pds_is_installed():
        with Step("installing the Bluesky server that the tests talk to"):
            subprocess.run([PDS / "install"], check=False)
        if not pds_is_installed():
            missing("The Bluesky server", "run tests/servers/pds/install and see what it says")


def pds_is_installed() -> bool:
    """Whether `tests/servers/pds/install` has done its work on this lock file."""
    stamp, lock = PDS / "node_modules" / ".installed", PDS / "package-lock.json"
    return stamp.exists() and stamp.read_bytes() == lock.read_bytes()


def find_chromium() -> str | None:
    """The browser the tests will use; `tests/plugins/browser.py` looks in the same places."""
    sys.path.insert(0, str(ROOT))
    from tests.plugins.chromium import chromium_path

    return chromium_path()


def install_chromium() -> None:
    """Debian's own package when we may install it, else Playwright's build."""
    if _may_apt() and "ubuntu" not in _os_release():  # Ubuntu's is a snap
        apt_install("chromium", "fonts-noto-cjk")
        return
    command = [str(BIN / "playwright"), "install", "chromium"]
    if os.geteuid() == 0 and platform.system() == "Linux":
        command.append("--with-deps")
    subprocess.run(command, check=False)


def has_chinese_font() -> bool:
    """Whether cards and pictures of pages can show Chinese; what can't be asked is taken for yes."""
    if not shutil.which("fc-list"):
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


def _may_apt() -> bool:
    """Whether this is a Debian (or Ubuntu) on which we may install packages."""
    return os.geteuid() == 0 and "debian" in _os_release() and bool(shutil.which("apt-get"))


def _os_release() -> str:
    path = Path("/etc/os-release")
    return path.read_text().lower() if path.exists() else ""


def missing(what: str, cure: str) -> None:
    print(f"{what} is missing: {cure}", file=sys.stderr)
    if os.environ.get("CI") == "true":
        sys.exit(1)
    print("  its tests will be skipped", file=sys.stderr)


if __name__ == "__main__":
    main()
