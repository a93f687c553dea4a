"""The desk's secret key: configured, or made once and kept beside the data."""

from __future__ import annotations

import os
import secrets

from xiaobian.box.config import Config


def secret_key(config: Config) -> str:
    """The configured key, else the one in `home/secret.key`, which is made when missing."""
    if config.secret_key:
        return config.secret_key.get_secret_value()
    path = config.home / "secret.key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes starting together, one makes the key and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
