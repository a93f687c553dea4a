"""What one account will show: plain values, made by layouts, carried to connectors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SpanKind = Literal["link", "tag", "mention"]
Severity = Literal["error", "warning", "info"]

_HTML_MEDIA = re.compile(r'src="media:([^"]+)"')


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a part's text that means something, in code points `[start, end)`.

    `target` is the URL of a link, the bare word of a tag, the handle of a mention (no @).
    """

    start: int
    end: int
    kind: SpanKind
    target: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by reference: the id of a media asset or an absolute URL."""

    ref: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a thread (most renditions have just one)."""

    text: str
    spans: tuple[Span, ...] = ()
    pictures: tuple[Picture, ...] = ()
    card_url: str = ""  # the link that the platform should show as a card, if any


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the writer should know about a rendition.

    `line` is the 1-based line of the master text, 0 when it concerns the whole.
    `code` is stable (`text.too_long`); `message` is English with `%(name)s` places, translated and
    filled from `values` by the faces.
    """

    severity: Severity
    code: str
    message: str
    line: int = 0
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Rendition:
    """The master text as one account will show it.

    Article layouts fill `html` (sanitised, picture sources are asset references) and `summary`;
    short layouts fill `parts`. Both keep `title`, `tags` and `language` (BCP 47).
    """

    layout: str
    title: str = ""
    parts: tuple[Part, ...] = ()
    html: str = ""
    summary: str = ""
    cover: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture of every part, in order."""
        return tuple(p for part in self.parts for p in part.pictures)

    @property
    def media(self) -> tuple[str, ...]:
        """Every media asset that is needed, each once: of the parts, the HTML and the cover."""
        refs = [p.ref for p in self.pictures] + _HTML_MEDIA.findall(self.html) + [self.cover]
        return tuple(dict.fromkeys(r for r in refs if r and "://" not in r))

    @property
    def blocked(self) -> bool:
        """Whether a remark says that the platform would refuse this."""
        return any(r.severity == "error" for r in self.remarks)

    def to_json(self) -> dict[str, Any]:
        """A JSON value that `from_json` reads back unchanged."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Rendition:
        """Read what `to_json` wrote."""
        parts = tuple(
            Part(
                text=p["text"],
                spans=tuple(Span(**s) for s in p["spans"]),
                pictures=tuple(Picture(**x) for x in p["pictures"]),
                card_url=p["card_url"],
            )
            for p in value["parts"]
        )
        remarks = tuple(Remark(**r) for r in value["remarks"])
        known: dict[str, Any] = dict(value)
        known.update(parts=parts, tags=tuple(value["tags"]), remarks=remarks)
        return cls(**known)
