"""What an editor sends when it saves: JSON from the editor, a plain form without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict

from xiaobian.drafts.content import LONGEST_TEXT, Content, Unstorable
from xiaobian.drafts.endings import restore
from xiaobian.drafts.models import Draft


@dataclass(frozen=True, slots=True)
class Intake:
    """One save, read but not yet done."""

    content: Content
    revision: int
    targets: tuple[UUID, ...] | None = None  # None: leave them as they are
    keep: bool = False
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The body as a JSON object; raises Unstorable."""
    try:
        data = json.loads(request.body)
    except RequestDataTooBig as big:
        raise Unstorable(
            "long", field="text", length=_length(request), maximum=LONGEST_TEXT
        ) from big
    except (ValueError, RecursionError) as error:
        raise Unstorable("shape", field="content") from error
    if not isinstance(data, dict):
        raise Unstorable("shape", field="content")
    return data


def from_editor(request: HttpRequest) -> Intake:
    """Read the editor's JSON: `content`, `revision`, `targets`, `keep`."""
    data = read_json(request)
    targets = data.get("targets")
    return Intake(
        content=Content.from_json(data.get("content")),
        revision=_number(data.get("revision")),
        targets=None if targets is None else _ids(targets),
        keep=data.get("keep") is True,
        data=data,
    )


def from_form(posted: QueryDict, stored: Draft | None) -> Intake:
    """Read the plain form. What it has no field for (overrides) stays as it is stored."""
    stood = stored.content if stored else Content()
    sent = Content.from_json(
        {
            "title": posted.get("title", ""),
            "text": restore(stood.text, posted.get("text", "")),
            "tags": split_tags(posted.get("tags", "")),
            "language": posted.get("language", ""),
        }
    )
    return Intake(
        content=replace(sent, overrides=stood.overrides),
        revision=_number(posted.get("revision")),
        targets=_ids(posted.getlist("targets")) if "aims" in posted else None,
    )


def split_tags(typed: str) -> list[str]:
    """Tags as people type them: parted by spaces or commas of any kind, with or without #."""
    return [tag for tag in re.split(r"[\s,，、;；#＃]+", typed) if tag]


def _ids(given: Any) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(str(one)) for one in given)
    except (TypeError, ValueError) as error:
        raise Unstorable("shape", field="targets") from error


def _number(given: Any) -> int:
    try:
        return int(given)
    except (TypeError, ValueError) as error:
        raise Unstorable("shape", field="revision") from error


def _length(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)
