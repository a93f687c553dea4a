"""From the tree to plain text: what every short layout starts from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Picture, Remark
from xiaobian.typeset.rich import Piece, Rich, RichBuilder
from xiaobian.typeset.tree import Document, Node

_WORDY = regex.compile(r"[\p{L}\p{N}_]")
_QUOTED = '“"「『‘«'


@dataclass(frozen=True, slots=True)
class Style:
    """How a platform writes what Markdown marks.

    `links`: `span` keeps the words and carries the address beside them (Bluesky), `written` puts
    the address after the words, `dropped` leaves it out with a remark.
    `tags`: `single` `#tag`, `double` `#话题#`, `kept` as written.
    """

    links: Literal["span", "written", "dropped"] = "span"
    tags: Literal["single", "double", "kept"] = "single"


class PlainWriter:
    """Turns a document into pieces of plain text and says what their look has lost."""

    def __init__(self, document: Document, style: Style) -> None:
        self.document = document
        self.style = style
        self.remarks: list[Remark] = []
        self._told: set[str] = set()

    def pieces(self) -> list[Piece]:
        """The whole text, footnotes last."""
        found = list(self._blocks(self.document.root.children))
        for i, note in enumerate(self.document.notes):
            rich = Rich(f"[{note.get('number')}] ") + self._one_line(note)
            found.append(Piece(rich, line=note.line, joint="\n\n" if i == 0 else "\n"))
        return found

    def _tell(self, code: str, line: int) -> None:
        """A remark that is worth making once."""
        if code not in self._told:
            self._told.add(code)
            self.remarks.append(remark(code, line))

    # Blocks

    def _blocks(self, nodes: Sequence[Node]) -> Iterator[Piece]:
        for node in nodes:
            yield from self._block(node)

    def _block(self, node: Node) -> Iterator[Piece]:
        match node.kind:
            case "rule":
                yield Piece(cut=True, line=node.line)
            case "figure":
                yield Piece(pictures=(self._picture(node),), line=node.line)
            case "heading":
                self._tell("format.heading", node.line)
                yield replace(self._paragraph(node), sticky=True)
            case "code_block":
                self._tell("format.code", node.line)
                yield Piece(Rich(node.text), line=node.line)
            case "quote":
                yield from self._quote(node)
            case "list":
                yield from self._list(node, 0)
            case "table":
                yield from self._table(node)
            case "paragraph":
                yield self._paragraph(node)
            case _:
                yield from self._blocks(node.children)

    def _paragraph(self, node: Node) -> Piece:
        builder = RichBuilder()
        pictures: list[Picture] = []
        self._inlines(node.children, builder, pictures)
        return Piece(builder.build().strip(), tuple(pictures), node.line)

    def _quote(self, node: Node) -> Iterator[Piece]:
        self._tell("format.quote", node.line)
        inside = list(self._blocks(node.children))
        texts = [i for i, p in enumerate(inside) if p.rich.text]
        if texts and not inside[texts[0]].rich.text.startswith(tuple(_QUOTED)):
            first, last = texts[0], texts[-1]
            inside[first] = replace(inside[first], rich=Rich("“") + inside[first].rich)
            inside[last] = replace(inside[last], rich=inside[last].rich + Rich("”"))
        yield from inside

    def _list(self, node: Node, depth: int) -> Iterator[Piece]:
        number = int(node.get("start") or 1)
        for i, item in enumerate(node.children):
            task = {"done": "☑ ", "open": "☐ "}.get(item.get("task"), "")
            marker = task or (f"{number + i}. " if node.get("ordered") else "• ")
            first = True
            for child in item.children:
                if child.kind == "list":
                    yield from self._list(child, depth + 1)
                    continue
                for piece in self._block(child):
                    lead = "　" * depth + (marker if first else "")
                    joint = "\n\n" if first and i == 0 and depth == 0 else "\n"
                    yield replace(piece, rich=Rich(lead) + piece.rich, joint=joint)
                    first = False
            if not item.children:
                yield Piece(Rich("　" * depth + marker.strip()), line=item.line, joint="\n")

    def _table(self, node: Node) -> Iterator[Piece]:
        self.remarks.append(remark("table.flattened", node.line))
        for i, row in enumerate(node.children):
            rich = Rich()
            for j, cell in enumerate(row.children):
                rich = rich + Rich(" | " if j else "") + self._one_line(cell)
            yield Piece(rich, line=row.line, joint="\n" if i else "\n\n")

    def _one_line(self, node: Node) -> Rich:
        """Everything below `node` as one line."""
        builder = RichBuilder()
        pictures: list[Picture] = []
        for i, child in enumerate(node.children):
            if i and child.children and child.kind == "paragraph":
                builder.add(" ")
            inside = child.children if child.kind == "paragraph" else (child,)
            self._inlines(inside, builder, pictures)
        return builder.build().strip()

    # Inlines

    def _inlines(self, nodes: Sequence[Node], out: RichBuilder, pictures: list[Picture]) -> None:
        for i, node in enumerate(nodes):
            after = nodes[i + 1].plain[:1] if i + 1 < len(nodes) else ""
            self._one(node, after, out, pictures)

    def _one(self, node: Node, after: str, out: RichBuilder, pictures: list[Picture]) -> None:
        match node.kind:
            case "soft" | "break":
                out.add("\n")
            case "link":
                self._link(node, after, out, pictures)
            case "tag":
                self._tag(node, after, out)
            case "mention":
                out.add(node.text, "mention", node.get("handle"))
            case "image" | "figure":
                self._tell("picture.moved", node.line)
                pictures.append(self._picture(node))
            case "note_ref":
                out.add(f"[{node.get('number')}]")
            case "comment":
                self._tell("comment.dropped", node.line)
            case "strong" | "em" | "code":
                self._tell("format.emphasis", node.line)
                out.add(node.text)
                self._inlines(node.children, out, pictures)
            case "del":
                self._tell("format.deleted", node.line)
                self._inlines(node.children, out, pictures)
            case _:
                out.add(node.text)
                self._inlines(node.children, out, pictures)

    def _link(self, node: Node, after: str, out: RichBuilder, pictures: list[Picture]) -> None:
        href, words = node.get("href"), node.plain.strip()
        if self.style.links == "dropped" and href.startswith(("http://", "https://")):
            self.remarks.append(remark("link.lost", node.line, link=href))
            if not node.get("bare") and words != href:
                self._inlines(node.children, out, pictures)
            return
        start = out.open()
        self._inlines(node.children, out, pictures)
        if not href.startswith(("http://", "https://")):
            if href.startswith("#"):
                self._tell("link.inside", node.line)
            elif words and words not in href:
                self.remarks.append(remark("link.lost", node.line, link=href))
            return
        beside = self.style.links == "span" and words
        if node.get("bare") or words == href or beside:
            out.close(start, "link", href)
        else:
            out.add(" " if words else "")
            out.add(href, "link", href)
            if _WORDY.match(after):
                out.add(" ")

    def _tag(self, node: Node, after: str, out: RichBuilder) -> None:
        word = node.get("word")
        match self.style.tags:
            case "kept":
                out.add(node.text, "tag", word)
            case "double":
                out.add(f"#{word}#", "tag", word)
            case "single":
                joined = regex.sub(r"[^\p{L}\p{N}\p{M}_·]", "", word)
                if joined != word:
                    self.remarks.append(remark("tag.joined", node.line, tag=word))
                if _WORDY.match(out.last):
                    out.add(" ")
                out.add(f"#{joined}", "tag", joined)
                if _WORDY.match(after) or after == "#":
                    out.add(" ")

    def _picture(self, node: Node) -> Picture:
        caption = node.get("caption")
        if caption:
            self.remarks.append(remark("caption.dropped", node.line, caption=caption))
        return Picture(node.get("src"), node.get("alt"), caption)
