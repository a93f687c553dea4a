"""Imported before any model: tests touch nothing of a real desk, and Django is ready."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
from django.conf import settings


def make_home() -> Path:
    """A folder that another user can enter, since a run as root starts the server as `postgres`."""
    home = Path(tempfile.mkdtemp(prefix="xiaobian-tests-", dir="/tmp"))
    home.chmod(0o711)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _choose_home() -> Path:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        return Path(os.environ["XIAOBIAN_HOME"]) / worker  # inside the leading process's folder
    for name in list(os.environ):
        if name.startswith("XIAOBIAN_") and name not in {
            "XIAOBIAN_DATABASE_DSN",
            "XIAOBIAN_CHROMIUM",
        }:
            del os.environ[name]
    return make_home()


os.environ["XIAOBIAN_HOME"] = str(_choose_home())
os.environ["DJANGO_SETTINGS_MODULE"] = "xiaobian.box.settings"
django.setup()
# Making a person must not cost a test half a second; how passwords are hashed is Django's to test.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
