"""Secrets at rest: encrypted with a key that is never in the database, hidden when printed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class WrongKey(Exception):
    """The stored secret was sealed with another key (the data folder's `secret.key` was lost)."""


class Seal:
    """Seals and opens small JSON values with a key derived from the desk's secret key."""

    def __init__(self, secret_key: str) -> None:
        derived = hashlib.blake2b(
            secret_key.encode(), digest_size=32, person=b"xiaobian-seal"
        ).digest()
        self._fernet = Fernet(_urlsafe(derived))

    def __repr__(self) -> str:
        return "Seal(…)"

    def close(self, value: dict[str, Any]) -> bytes:
        """Encrypt and authenticate `value`."""
        return self._fernet.encrypt(json.dumps(value, separators=(",", ":")).encode())

    def open(self, sealed: bytes) -> dict[str, Any]:
        """Decrypt what `close` made; raises WrongKey if it was made with another key or altered."""
        try:
            opened: dict[str, Any] = json.loads(self._fernet.decrypt(bytes(sealed)))
        except InvalidToken as error:
            raise WrongKey("this secret was sealed with another key") from error
        return opened


def token_hash(token: str) -> str:
    """What the database keeps of a link token or API token; 256-bit tokens need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _urlsafe(raw: bytes) -> bytes:
    import base64

    return base64.urlsafe_b64encode(raw)
