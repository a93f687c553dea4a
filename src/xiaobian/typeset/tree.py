"""The document that a master text stands for: a tree of plain values, blind to how it will look.

Readers make it, passes return a changed copy, layouts write it out. A layout that doesn't know a
kind writes the node's children, so no text is lost to a new kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from xiaobian.typeset.rendition import Remark

Block = Literal[
    "doc", "heading", "paragraph", "list", "item", "quote", "code_block", "table", "row", "cell",
    "figure", "rule", "note",
]  # fmt: skip
Inline = Literal[
    "text", "strong", "em", "del", "code", "link", "image", "soft", "break", "tag", "mention",
    "note_ref", "comment",
]  # fmt: skip
Kind = Block | Inline

# What a node's `attrs` may hold, all strings:
#   heading: level ("1".."6")        list: ordered ("1" or absent), start, tight
#   item: task ("done", "open")      code_block: language
#   cell: align, head ("1")          figure, image: src, alt, caption
#   link: href, bare ("1")           tag: word, form ("single", "double")
#   mention: handle                  note, note_ref: number


@dataclass(frozen=True, slots=True)
class Node:
    """One piece of the text. `line` is the 1-based line of the master text where it begins."""

    kind: Kind
    children: tuple[Node, ...] = ()
    text: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict[str, str])
    line: int = 0

    def get(self, name: str, default: str = "") -> str:
        """The attribute `name`."""
        return self.attrs.get(name, default)

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def plain(self) -> str:
        """The words alone, as a reader would hear them; a picture says nothing."""
        if self.kind in ("soft", "break"):
            return "\n"
        if self.kind == "comment":
            return ""
        return self.text + "".join(child.plain for child in self.children)


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a master text.

    `meta` is the front matter (lists joined by newlines), `notes` the footnotes in the order of
    their numbers, `remarks` what the reader had to change or leave out.
    """

    root: Node
    meta: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[Node, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Every node of the text and of its footnotes."""
        yield from self.root.walk()
        for note in self.notes:
            yield from note.walk()

    @property
    def tags(self) -> tuple[str, ...]:
        """The front matter's tags, then those in the text, each once."""
        listed = [t.strip().strip("#") for t in self.meta.get("tags", "").split("\n")]
        inside = [n.get("word") for n in self.walk() if n.kind == "tag"]
        return tuple(dict.fromkeys(t for t in [*listed, *inside] if t))
