"""Small things that reading inline text needs: marks, joined text, the words of a description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markdown_it.token import Token

from xiaobian.typeset import marks
from xiaobian.typeset.tree import Node


def marked(text: str, line: int, before: list[Node], in_link: bool) -> Iterable[Node]:
    """Text nodes with the hashtags and mentions between them as nodes of their own."""
    if not text:
        return
    if in_link:
        yield Node("text", text=text, line=line)
        return
    ahead = before[-1].text[-1:] if before and before[-1].kind in ("text", "code") else " "
    pos = 0
    for mark in marks.find(text, ahead or " "):
        if mark.start > pos:
            yield Node("text", text=text[pos : mark.start], line=line)
        attrs = {"word": mark.target, "form": mark.form} if mark.kind == "tag" else {}
        if mark.kind == "tag":
            yield Node("tag", text=text[mark.start : mark.end], attrs=attrs, line=line)
        else:
            yield Node(
                "mention",
                text=text[mark.start : mark.end],
                attrs={"handle": mark.target},
                line=line,
            )
        pos = mark.end
    if pos < len(text):
        yield Node("text", text=text[pos:], line=line)


def joined(nodes: list[Node]) -> tuple[Node, ...]:
    """Neighbouring text nodes become one."""
    out: list[Node] = []
    run: list[str] = []
    for node in nodes:
        if node.kind == "text":
            if run:
                run.append(node.text)
                continue
            run = [node.text]
        elif run:
            out[-1] = replace(out[-1], text="".join(run))
            run = []
        out.append(node)
    if run:
        out[-1] = replace(out[-1], text="".join(run))
    return tuple(out)


def alt(tokens: Sequence[Token]) -> str:
    """The words of an image's description."""
    words = ""
    for token in tokens:
        if token.type == "image":
            words += alt(token.children or [])
        elif token.type in ("softbreak", "hardbreak"):
            words += " "
        else:
            words += token.content
    return words
