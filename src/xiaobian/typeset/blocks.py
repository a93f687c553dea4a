"""A document as plain data for Typst: blocks of runs, pictures by file name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Remark
from xiaobian.typeset.tree import Document, Node

_STYLE = {
    "strong": "b",
    "em": "e",
    "del": "d",
    "code": "c",
    "tag": "l",
    "mention": "l",
    "link": "l",
}
Block = dict[str, Any]


class BlockWriter:
    """Writes nodes as data. `files` are the pictures that are at hand, by reference."""

    def __init__(self, document: Document, files: Mapping[str, str]) -> None:
        self.document = document
        self.files = files
        self.remarks: list[Remark] = []
        self.shift = 0

    def blocks(self, body: Sequence[Node]) -> list[Block]:
        """The whole text, footnotes last."""
        if any(n.kind == "heading" and n.get("level") == "1" for n in body):
            self.shift = 1
        found = [b for node in body for b in self.block(node)]
        if self.document.notes:
            notes = [
                {"number": n.get("number"), "runs": self.all_runs(n)} for n in self.document.notes
            ]
            found.append({"kind": "notes", "notes": notes})
        return found

    def block(self, node: Node) -> Iterator[Block]:
        """One block node; an unknown one gives its children."""
        match node.kind:
            case "paragraph":
                yield {"kind": "p", "runs": self.runs(node.children)}
                yield from self.inner_pictures(node)
            case "heading":
                level = min(max(int(node.get("level", "2")) + self.shift, 2), 4)
                yield {"kind": "h", "level": level, "runs": self.runs(node.children)}
            case "quote":
                inside = [b for child in node.children for b in self.block(child)]
                yield {"kind": "quote", "blocks": inside}
            case "code_block":
                yield {"kind": "code", "text": node.text}
            case "list":
                yield from ends(list(self.items(node, 0)))
            case "table":
                yield self.table(node)
            case "figure":
                yield from self.picture(node)
            case "rule":
                yield {"kind": "break"}
            case _:
                for child in node.children:
                    yield from self.block(child)

    def items(self, node: Node, depth: int) -> Iterator[Block]:
        """The items of a list, inner lists deeper."""
        number = int(node.get("start") or 1)
        ordered = bool(node.get("ordered"))
        for i, item in enumerate(node.children):
            task = {"done": "☑", "open": "☐"}.get(item.get("task"), "")
            marker = task or (f"{number + i}." if ordered else "•")
            for child in item.children or (Node("paragraph"),):
                if child.kind == "list":
                    yield from self.items(child, depth + 1)
                elif child.kind == "paragraph":
                    yield {
                        "kind": "item",
                        "depth": depth,
                        "ordered": ordered and not task,
                        "marker": marker,
                        "runs": self.runs(child.children),
                    }
                    marker = ""
                else:
                    yield from self.block(child)

    def table(self, node: Node) -> Block:
        """A table with as many columns as its widest row."""
        rows = [row for row in node.children if row.children]
        columns = max((len(row.children) for row in rows), default=1)
        align = [c.get("align") or "left" for c in rows[0].children] if rows else ["left"]
        cells = [[self.runs(c.children) for c in row.children] for row in rows]
        return {
            "kind": "table",
            "columns": columns,
            "align": align + ["left"] * (columns - len(align)),
            "head": bool(rows and rows[0].children[0].get("head")),
            "rows": [row + [[]] * (columns - len(row)) for row in cells],
        }

    def picture(self, node: Node) -> Iterator[Block]:
        """A picture that is at hand; else a remark and its caption."""
        file = self.files.get(node.get("src"))
        caption = node.get("caption")
        if file:
            yield {"kind": "picture", "file": file, "caption": caption}
            return
        self.remarks.append(remark("picture.missing", node.line, image=node.get("src")))
        if words := caption or node.get("alt"):
            yield {"kind": "p", "runs": [{"t": f"［{words}］", "s": ""}]}

    def inner_pictures(self, node: Node) -> Iterator[Block]:
        """Pictures inside a paragraph follow it."""
        for inner in node.walk():
            if inner.kind == "image":
                yield from self.picture(inner)

    def all_runs(self, node: Node) -> list[dict[str, str]]:
        """Everything below a footnote as one line."""
        inside = [c for child in node.children for c in (child.children or (child,))]
        return self.runs(inside)

    def runs(self, nodes: Sequence[Node], style: str = "") -> list[dict[str, str]]:
        """Inline nodes as stretches of one style."""
        found: list[dict[str, str]] = []
        for node in nodes:
            match node.kind:
                case "soft":
                    found.append({"t": " ", "s": style})
                case "break":
                    found.append({"t": "\n", "s": ""})
                case "note_ref":
                    found.append({"t": f"[{node.get('number')}]", "s": "u"})
                case "comment" | "image":
                    continue
                case _:
                    here = style + _STYLE.get(node.kind, "")
                    if node.text:
                        found.append({"t": node.text, "s": here})
                    found.extend(self.runs(node.children, here))
        return found


def ends(items: list[Block]) -> list[Block]:
    """Mark the first and the last item, which keep more distance from what is around them."""
    last = len(items) - 1
    return [{**b, "first": i == 0, "last": i == last} for i, b in enumerate(items)]
