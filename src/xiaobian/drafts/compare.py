"""What changed between two states of a draft, field by field and word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import regex
from django.utils.translation import gettext as _

from xiaobian.accounts.models import Account
from xiaobian.drafts.content import Content

# Chinese and Japanese sign by sign, other scripts word by word, everything else as it stands.
_TOKEN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{N}]+|\s|.", regex.S)


class Piece(NamedTuple):
    """Some words that stayed ("same"), went ("del") or came ("ins")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed: its name, and the pieces of it that stayed, went and came."""

    label: str
    pieces: tuple[Piece, ...]


def changes(old: Content, new: Content) -> list[Change]:
    """Every field that differs, master first, then what accounts say differently."""
    found = _fields(old.to_json(), new.to_json(), "")
    keys = list(dict.fromkeys([*old.overrides, *new.overrides]))
    names = _names(keys) if old.overrides != new.overrides else {}
    for key in keys:
        before, after = old.overrides.get(key, {}), new.overrides.get(key, {})
        if before != after:
            found += _fields(dict(before), dict(after), names.get(key, key))
    return found


def words(old: str, new: str) -> Iterator[Piece]:
    """What stayed, went and came between two texts."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        if b > a:
            yield Piece("del", "".join(before[a:b]))
        if d > c:
            yield Piece("ins", "".join(after[c:d]))


def _fields(old: dict[str, Any], new: dict[str, Any], account: str) -> list[Change]:
    labels = {"title": _("Title"), "text": _("Text"), "tags": _("Tags"), "language": _("Language")}
    found = []
    for name, label in labels.items():
        before, after = _words(old.get(name, "")), _words(new.get(name, ""))
        if before != after:
            where = f"{account} · {label}" if account else label
            found.append(Change(where, tuple(words(before, after))))
    return found


def _words(value: Any) -> str:
    return value if isinstance(value, str) else " ".join(f"#{tag}" for tag in value)


def _names(keys: list[str]) -> dict[str, str]:
    return {str(a.pk): str(a) for a in Account.objects.filter(pk__in=keys)}
