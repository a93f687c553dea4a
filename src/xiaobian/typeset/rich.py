"""Plain text that knows which stretches mean something: the stuff short posts are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xiaobian.typeset.rendition import Picture, Span, SpanKind


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with spans."""

    text: str = ""
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Rich) -> Rich:
        if not other.text:
            return self
        by = len(self.text)
        moved = tuple(replace(s, start=s.start + by, end=s.end + by) for s in other.spans)
        return Rich(self.text + other.text, self.spans + moved)

    def slice(self, start: int, end: int) -> Rich:
        """The stretch `[start, end)`. A divided link stays a link; a divided tag is mere text."""
        kept: list[Span] = []
        for span in self.spans:
            if span.end <= start or span.start >= end:
                continue
            whole = span.start >= start and span.end <= end
            if whole or span.kind == "link":
                kept.append(
                    replace(
                        span, start=max(span.start, start) - start, end=min(span.end, end) - start
                    )
                )
        return Rich(self.text[start:end], tuple(kept))

    def strip(self) -> Rich:
        """Without white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, len(self.text.rstrip())) if self.text.strip() else Rich()

    def inside_span(self, offset: int) -> bool:
        """Whether a cut at `offset` would divide a span."""
        return any(s.start < offset < s.end for s in self.spans)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, list item or picture on its way into a post.

    `joint` stands between it and what came before; `cut` asks for a new post; `sticky` (a heading)
    stays with what follows.
    """

    rich: Rich = Rich()
    pictures: tuple[Picture, ...] = ()
    line: int = 0
    joint: str = "\n\n"
    cut: bool = False
    sticky: bool = False


class RichBuilder:
    """Collects text and spans."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._length = 0
        self.last = ""

    def add(self, text: str, kind: SpanKind | None = None, target: str = "") -> None:
        """Append text, as a span when it means something."""
        if not text:
            return
        if kind:
            self._spans.append(Span(self._length, self._length + len(text), kind, target))
        self._parts.append(text)
        self._length += len(text)
        self.last = text[-1]

    def open(self) -> int:
        """A place to begin a span at."""
        return self._length

    def close(self, start: int, kind: SpanKind, target: str) -> None:
        """Make everything since `start` one span, unless it is empty."""
        if self._length > start:
            self._spans = [s for s in self._spans if s.start < start]
            self._spans.append(Span(start, self._length, kind, target))

    def build(self) -> Rich:
        """What was collected."""
        return Rich("".join(self._parts), tuple(self._spans))
