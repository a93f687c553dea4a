"""Every option is explained, and no explained option is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from xiaobian.box.config import Config

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def options(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from options(field.annotation, f"{prefix}{name}.")
        else:
            yield prefix + name, field.default


def explained() -> dict[str, str]:
    return dict(re.findall(r"^\| `([a-z_.]+)` \| (.*?) \|", PAGE.read_text(), re.MULTILINE))


def test_every_option_is_on_the_page_and_nothing_else() -> None:
    assert set(explained()) == {name for name, _ in options(Config)}


def test_the_page_tells_the_true_defaults() -> None:
    told = explained()
    for name, default in options(Config):
        if isinstance(default, bool) or (isinstance(default, str | int | float) and default != ""):
            written = (
                f"{default!r}".replace("'", '"').replace("True", "true").replace("False", "false")
            )
            assert told[name] == f"`{written}`", name
