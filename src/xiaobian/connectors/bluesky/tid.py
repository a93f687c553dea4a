"""Record keys of Bluesky: timestamps that sort as text and are chosen before the first call.

A TID is 53 bits of microseconds and 10 bits that tell clocks apart, written in 13 characters.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCKS = 1024
_SPREAD = 1000


def choose(at: datetime, seed: bytes) -> str:
    """The key of a post made at `at`; the same seed gives the same key.

    The seed fills the microseconds below the millisecond and the clock bits, so two posts planned
    for the same instant differ (about a million places), and posts a millisecond apart sort by time.
    """
    digest = hashlib.blake2b(seed, digest_size=8).digest()
    micros = (at - _EPOCH) // timedelta(milliseconds=1) * 1000
    offset = int.from_bytes(digest[:4]) % _SPREAD
    return _write((micros + offset) * _CLOCKS + int.from_bytes(digest[4:]) % _CLOCKS)


def following(tid: str, steps: int) -> str:
    """The key `steps` microseconds after `tid` on the same clock: the parts of a thread."""
    return _write(_read(tid) + steps * _CLOCKS)


def moment(tid: str) -> datetime:
    """The instant a key speaks of."""
    return _EPOCH + timedelta(microseconds=_read(tid) // _CLOCKS)


def _write(number: int) -> str:
    if not 0 <= number < 1 << 63:
        raise ValueError("this time has no record key")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def _read(tid: str) -> int:
    if len(tid) != 13 or not set(tid) <= set(_ALPHABET) or _ALPHABET.index(tid[0]) > 7:
        raise ValueError(f"{tid!r} is not a record key of Bluesky")
    number = 0
    for letter in tid:
        number = number << 5 | _ALPHABET.index(letter)
    return number
