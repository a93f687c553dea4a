"""What a draft says, as a value: the thing that versions keep and approvals are given for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LONGEST_TITLE = 300  # characters (code points)
LONGEST_TEXT = 200_000
LONGEST_TAG = 100
MOST_TAGS = 50
FIELDS = ("title", "text", "tags")  # what an account may say differently

# PostgreSQL stores neither of them, and no platform takes them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Unstorable(ValueError):
    """Content that can't be kept as it is. Nothing is cut or replaced: the writer decides.

    `code` is stable; `values` fill the message of that code in `drafts.words`.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code, self.values = code, values


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

    @property
    def empty(self) -> bool:
        """Whether there is nothing that anybody could read."""
        texts = [self.text, *(str(o.get("text", "")) for o in self.overrides.values())]
        return not any(text.strip() for text in texts)

    @property
    def media(self) -> list[str]:
        """The ids of every library picture that the master or an override shows, each once."""
        found = (m for text in self._texts() for m in _MEDIA.findall(text))
        return list(dict.fromkeys(m.lower() for m in found))

    def for_account(self, account_id: object) -> Content:
        """The content as one account says it."""
        changed = dict(self.overrides.get(str(account_id), {}))
        if "tags" in changed:
            changed["tags"] = tuple(changed["tags"])
        return replace(self, overrides={}, **changed)

    def to_json(self) -> dict[str, Any]:
        """A JSON value that `from_json` reads back unchanged."""
        return {
            "title": self.title,
            "text": self.text,
            "tags": list(self.tags),
            "language": self.language,
            "overrides": {key: dict(value) for key, value in self.overrides.items()},
        }

    @classmethod
    def from_json(cls, value: Any) -> Content:
        """Read what an editor or a program sent; raises Unstorable instead of mending anything."""
        if not isinstance(value, dict):
            raise Unstorable("shape", field="content")
        overrides = value.get("overrides", {})
        if not isinstance(overrides, dict):
            raise Unstorable("shape", field="overrides")
        return cls(
            title=_string(value, "title", LONGEST_TITLE),
            text=_string(value, "text", LONGEST_TEXT),
            tags=_tags(value),
            language=_string(value, "language", 20),
            overrides={str(key): _override(said) for key, said in overrides.items() if said},
        )

    def _texts(self) -> Iterator[str]:
        yield self.text
        yield from (str(o["text"]) for o in self.overrides.values() if "text" in o)


_MEDIA = re.compile(
    r"\bmedia:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", re.IGNORECASE
)


def _override(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or set(said) - set(FIELDS):
        raise Unstorable("shape", field="overrides")
    read: dict[str, Any] = {}
    if "title" in said:
        read["title"] = _string(said, "title", LONGEST_TITLE)
    if "text" in said:
        read["text"] = _string(said, "text", LONGEST_TEXT)
    if "tags" in said:
        read["tags"] = list(_tags(said))
    return read


def _tags(value: Mapping[str, Any]) -> tuple[str, ...]:
    tags = value.get("tags", [])
    if not isinstance(tags, list | tuple) or len(tags) > MOST_TAGS:
        raise Unstorable("many_tags", maximum=MOST_TAGS)
    return tuple(_string({"tags": tag}, "tags", LONGEST_TAG) for tag in tags)


def _string(value: Mapping[str, Any], name: str, longest: int) -> str:
    text = value.get(name, "")
    if not isinstance(text, str):
        raise Unstorable("shape", field=name)
    if len(text) > longest:
        raise Unstorable("long", field=name, length=len(text), maximum=longest)
    if found := _UNSTORABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unstorable("character", field=name, line=line, character=f"U+{ord(found[0]):04X}")
    return text
