"""The written material of the demo, read from `texts/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
_FIELD = re.compile(r"^([a-z]+): (.*)$")


@dataclass(frozen=True)
class Text:
    """One piece of writing. `more` are the fields that only some kinds of pieces have."""

    title: str
    body: str
    tags: tuple[str, ...] = ()
    picture: str = ""  # a name of `pictures.NAMES`
    months: frozenset[int] = frozenset()  # when it fits; empty: always
    more: Mapping[str, str] = field(default_factory=dict[str, str])

    def markdown(self, picture: str = "", alt: str = "") -> str:
        """The text with its picture (a media reference) behind the first paragraph."""
        if not picture:
            return self.body
        first, gap, rest = self.body.partition("\n\n")
        return (
            f"{first}\n\n![{alt}]({picture})\n\n{rest}"
            if gap
            else f"![{alt}]({picture})\n\n{first}"
        )


@dataclass(frozen=True)
class Tea:
    """One line of the weekly list."""

    season: str  # 春 夏 秋 冬
    name: str
    place: str
    how: str
    taste: str


def read(name: str) -> list[Text]:
    """The pieces of one file: `# title`, lines of `field: value`, a blank line, the body."""
    whole = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return [_piece(chunk) for chunk in re.split(r"(?m)^# ", whole)[1:]]


def teas() -> list[Tea]:
    """The teas that the house sells over the year."""
    return [Tea(*line.split("|")) for line in _lines("teas")]


def comments(name: str = "comments") -> list[tuple[str, str]]:
    """What readers write: name and words."""
    split = (line.partition("|") for line in _lines(name))
    return [(who, words) for who, _bar, words in split]


def _lines(name: str) -> list[str]:
    whole = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return [line for line in whole.splitlines() if line.strip()]


def _piece(chunk: str) -> Text:
    head, _gap, body = chunk.partition("\n\n")
    title, *lines = head.splitlines()
    fields = {m[1]: m[2].strip() for line in lines if (m := _FIELD.match(line))}
    return Text(
        title=title.strip(),
        body=body.strip(),
        tags=tuple(fields.pop("tags", "").split()),
        picture=fields.pop("picture", ""),
        months=frozenset(int(m) for m in fields.pop("months", "").split()),
        more=fields,
    )
