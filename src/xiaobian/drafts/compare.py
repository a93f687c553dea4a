"""What changed between two states of a draft, field by field and word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xiaobian.accounts.models import Account
from xiaobian.drafts.content import Content
from xiaobian.typeset import diff


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed: its name, and the pieces of it that stayed, went and came."""

    label: str
    pieces: tuple[diff.Run, ...]


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


def _fields(old: dict[str, Any], new: dict[str, Any], account: str) -> list[Change]:
    labels = {"title": _("Title"), "text": _("Text"), "tags": _("Tags"), "language": _("Language")}
    found = []
    for name, label in labels.items():
        before, after = _words(old.get(name, "")), _words(new.get(name, ""))
        if before != after:
            where = f"{account} · {label}" if account else label
            found.append(Change(where, tuple(diff.words(before, after))))
    return found


def _words(value: Any) -> str:
    return value if isinstance(value, str) else " ".join(f"#{tag}" for tag in value)


def _names(keys: list[str]) -> dict[str, str]:
    return {str(a.pk): str(a) for a in Account.objects.filter(pk__in=keys)}
