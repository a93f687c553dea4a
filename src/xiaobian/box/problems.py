"""What stops the desk from starting, said so that the reader can mend it."""

from __future__ import annotations


class Problem(Exception):
    """Something a person has to mend: what is wrong, and what to do about it."""

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(f"{what}\n  → {cure}" if cure else what)
        self.what, self.cure = what, cure
