"""What a draft says, as a value: the thing that versions keep and approvals are given for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Content:
    """One state of the text: the master and what single accounts say differently.

    `overrides` maps an account id to the fields it changes (`title`, `text`, `tags`).
    """

    title: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    @property
    def hash(self) -> str:
        """The same content has the same hash, so going back to an approved text needs no new approval."""
        plain = [self.title, self.text, list(self.tags), self.language, self.overrides]
        canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()

    def for_account(self, account_id: object) -> Content:
        """The content as one account says it."""
        changed = dict(self.overrides.get(str(account_id), {}))
        if "tags" in changed:
            changed["tags"] = tuple(changed["tags"])
        return replace(self, overrides={}, **changed)
