"""Changes from document to document, each pure and safe to do twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex

from xiaobian.typeset.tree import Document, Node

Pass = Callable[[Document], Document]

# Scripts that are written without spaces, and their punctuation.
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff00-\uffef“”‘’…—]")


def mapped(document: Document, change: Callable[[Sequence[Node]], tuple[Node, ...]]) -> Document:
    """A copy in which `change` was applied to the children of every node, from below."""

    def one(node: Node) -> Node:
        if not node.children:
            return node
        children = change(tuple(map(one, node.children)))
        return node if children == node.children else replace(node, children=children)

    return replace(document, root=one(document.root), notes=tuple(map(one, document.notes)))


def soft_breaks(document: Document) -> Document:
    """Join the lines of a paragraph where Chinese meets Chinese: no space belongs there."""

    def change(nodes: Sequence[Node]) -> tuple[Node, ...]:
        if not any(n.kind == "soft" for n in nodes):
            return tuple(nodes)
        return tuple(
            node
            for i, node in enumerate(nodes)
            if not (node.kind == "soft" and _glued(nodes[max(0, i - 1) : i], nodes[i + 1 : i + 2]))
        )

    return mapped(document, change)


def _glued(before: Sequence[Node], after: Sequence[Node]) -> bool:
    last = before[0].plain[-1:] if before else ""
    first = after[0].plain[:1] if after else ""
    return bool(last and first and _UNSPACED.match(last) and _UNSPACED.match(first))
