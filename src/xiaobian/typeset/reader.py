"""Markdown → Document: the only way into typesetting."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from xiaobian.typeset import frontmatter
from xiaobian.typeset.inlines import alt, joined, marked
from xiaobian.typeset.parser import parser
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Remark
from xiaobian.typeset.tree import Document, Kind, Node

LONGEST = 200_000  # characters that are read; a long article has 20,000

_BLOCKS: dict[str, Kind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "row",
    "th_open": "cell",
    "td_open": "cell",
}
_SPANS: dict[str, Kind] = {"strong_open": "strong", "em_open": "em", "s_open": "del"}
_TRANSPARENT = {"thead_open", "tbody_open", "thead_close", "tbody_close"}
_TASK = re.compile(r"\[([ xX])\](?=\s)\s*")
_HTML = re.compile(
    r"(?P<comment><!--)|(?P<br><br\s*/?>)|(?P<tag></?[a-zA-Z][^<>\n]{0,300}>)", re.DOTALL
)


def read(markdown: str) -> Document:
    """Read a master text. Never fails; what can't be kept as written becomes a remark."""
    return _Reader().read(markdown)


class _Reader:
    """One reading: holds the remarks and the footnotes found so far."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []
        self.notes: dict[str, Node] = {}  # by label, until numbered
        self.order: list[str] = []
        self.env: dict[str, Any] = {}
        self.html_seen = False

    def read(self, markdown: str) -> Document:
        text = self._tame(markdown)
        tokens = parser().parse(text, self.env)
        meta: dict[str, str] = {}
        if tokens and tokens[0].type == "front_matter":
            meta = frontmatter.parse(tokens.pop(0).content)
        children = self._blocks(tokens, [0], 0)
        notes = self._numbered()
        return Document(Node("doc", children, line=1), meta, notes, tuple(self.remarks))

    def _tame(self, markdown: str) -> str:
        """Bound the text, and drop what no platform can show."""
        text = markdown.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONGEST:
            self.remarks.append(remark("text.enormous", length=len(text), maximum=LONGEST))
            text = text[:LONGEST]
        if "\x00" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in _suspects(text)):
            text = re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
            self.remarks.append(remark("text.broken"))
        return text

    # Blocks

    def _blocks(self, tokens: Sequence[Token], at: list[int], line: int) -> tuple[Node, ...]:
        """The blocks from `at[0]` up to the closing token of the level, which is consumed."""
        found: list[Node] = []
        while at[0] < len(tokens):
            token = tokens[at[0]]
            at[0] += 1
            here = token.map[0] + 1 if token.map else line
            if token.type in _TRANSPARENT:
                continue
            if token.type == "footnote_reference_open":
                self.notes[str(token.meta["label"])] = Node(
                    "note", self._blocks(tokens, at, here), line=here
                )
            elif token.nesting < 0:
                break
            else:
                found.extend(self._block(token, tokens, at, here))
        return tuple(found)

    def _block(
        self, token: Token, tokens: Sequence[Token], at: list[int], line: int
    ) -> Iterable[Node]:
        match token.type:
            case "hr":
                yield Node("rule", line=line)
            case "fence" | "code_block":
                language = token.info.strip().split(" ")[0]
                attrs = {"language": language} if language else {}
                yield Node(
                    "code_block", text=token.content.removesuffix("\n"), attrs=attrs, line=line
                )
            case "deep":
                self.remarks.append(remark("text.deep", line))
                yield Node("paragraph", (Node("text", text=token.content, line=line),), line=line)
            case "inline":
                yield from self._inline(token, line)
            case opening if opening in _BLOCKS:
                inside = self._blocks(tokens, at, line)
                yield from self._built(token, _BLOCKS[opening], inside, line)
            case _:  # a block of a plug-in that isn't known here: its words stay
                yield from self._blocks(tokens, at, line) if token.nesting > 0 else ()

    def _built(
        self, token: Token, kind: Kind, inside: tuple[Node, ...], line: int
    ) -> Iterable[Node]:
        attrs: dict[str, str] = {}
        if kind == "heading":
            attrs["level"] = token.tag[1:]
        elif kind == "list":
            if token.type == "ordered_list_open":
                attrs.update(ordered="1", start=str(token.attrGet("start") or 1))
        elif kind == "cell":
            style = str(token.attrGet("style") or "")
            if style:
                attrs["align"] = style.removeprefix("text-align:")
            if token.type == "th_open":
                attrs["head"] = "1"
        elif kind == "item":
            inside, attrs = _task(inside)
        elif kind == "paragraph":
            if pictures := _only_pictures(inside):
                yield from pictures
                return
            if token.hidden:
                attrs["tight"] = "1"
            if not inside or all(x.kind == "comment" for x in inside):
                return
        yield Node(kind, inside, attrs=attrs, line=line)

    # Inlines

    def _inline(self, token: Token, line: int) -> tuple[Node, ...]:
        breaks = [m.start() for m in re.finditer("\n", token.content)]

        def line_of(child: Token) -> int:
            return line + bisect_right(breaks, int(child.meta.get("at", 0)) - 1)

        stack: list[tuple[Kind, dict[str, str], int, list[Node]]] = [("doc", {}, line, [])]
        for child in token.children or []:
            here = line_of(child)
            nodes = stack[-1][3]
            if child.nesting > 0:
                kind: Kind = "link" if child.type == "link_open" else _SPANS[child.type]
                stack.append((kind, self._link(child, here) if kind == "link" else {}, here, []))
            elif child.nesting < 0:
                kind, attrs, began, inside = stack.pop()
                stack[-1][3].append(Node(kind, tuple(inside), attrs=attrs, line=began))
            else:
                in_link = any(frame[0] == "link" for frame in stack)
                nodes.extend(self._leaf(child, here, nodes, in_link))
        return joined(stack[0][3])

    def _leaf(self, token: Token, line: int, before: list[Node], in_link: bool) -> Iterable[Node]:
        match token.type:
            case "text":
                yield from self._text(token.content, line, before, in_link)
            case "text_special":
                yield Node("text", text=token.content, line=line)
            case "softbreak":
                yield Node("soft", line=line)
            case "hardbreak":
                yield Node("break", line=line)
            case "code_inline":
                yield Node("code", text=token.content, line=line)
            case "image":
                yield self._image(token, line)
            case "footnote_ref":
                yield self._note_ref(token, line)
            case _:
                yield Node("text", text=token.content, line=line)

    def _text(self, text: str, line: int, before: list[Node], in_link: bool) -> Iterable[Node]:
        """Running text: comments and `<br>` taken out, hashtags and mentions found."""
        if "<" not in text:
            yield from marked(text, line, before, in_link)
            return
        pos, closing = 0, text.rfind("-->")
        for match in _HTML.finditer(text):
            if match.start() < pos:
                continue
            end = match.end()
            if match.lastgroup == "tag":
                if not self.html_seen:
                    self.html_seen = True
                    self.remarks.append(remark("html.literal", line, tag=match.group()[:40]))
                continue
            if match.lastgroup == "comment":
                if closing < end:
                    continue
                end = text.index("-->", end) + 3
            yield from marked(text[pos : match.start()], line, before, in_link)
            if match.lastgroup == "br":
                yield Node("break", line=line)
            else:
                yield Node("comment", text=text[match.start() : end], line=line)
            pos = end
        yield from marked(text[pos:], line, before, in_link)

    def _link(self, token: Token, line: int) -> dict[str, str]:
        href = str(token.attrGet("href") or "")
        attrs = {"href": href}
        if token.info == "auto":
            attrs["bare"] = "1"
        if not re.match(r"(?:https?|mailto|tel):", href, re.IGNORECASE) and not href.startswith(
            "#"
        ):
            self.remarks.append(remark("link.relative", line, link=href or "()"))
        return attrs

    def _image(self, token: Token, line: int) -> Node:
        src = str(token.attrGet("src") or "")
        if not re.match(r"(?:https?|media):", src, re.IGNORECASE):
            self.remarks.append(remark("image.relative", line, image=src or "()"))
        attrs = {
            "src": src.removeprefix("media:"),
            "alt": alt(token.children or []),
            "caption": str(token.attrGet("title") or ""),
        }
        return Node("image", attrs=attrs, line=line)

    def _note_ref(self, token: Token, line: int) -> Node:
        label = token.meta.get("label")
        if label is None:  # `^[an inline note]`
            known: dict[int, Any] = self.env["footnotes"]["list"]
            label = f"^{token.meta['id']}"
            inner = known[token.meta["id"]]
            holder = Token("inline", "", 0, content=inner["content"], children=inner["tokens"])
            self.notes[label] = Node(
                "note", (Node("paragraph", self._inline(holder, line), line=line),), line=line
            )
        if str(label) not in self.order:
            self.order.append(str(label))
        return Node("note_ref", attrs={"number": str(self.order.index(str(label)) + 1)}, line=line)

    def _numbered(self) -> tuple[Node, ...]:
        """The footnotes in the order in which the text refers to them, then those it doesn't."""
        unused = [label for label in self.notes if label not in self.order]
        for label in unused:
            self.remarks.append(remark("note.unused", self.notes[label].line, label=label))
        labels = [label for label in self.order if label in self.notes] + unused
        return tuple(
            replace(self.notes[label], attrs={"number": str(i)})
            for i, label in enumerate(labels, 1)
        )


def _suspects(text: str) -> Iterable[str]:
    """The characters that can't be written as UTF-8, found quickly when there are none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return text[error.start : error.end]
    return ()


def _only_pictures(inside: tuple[Node, ...]) -> list[Node]:
    """The figures of a paragraph that holds nothing but images."""
    if not inside or not any(x.kind == "image" for x in inside):
        return []
    for node in inside:
        if node.kind not in ("image", "soft", "break", "comment") and node.text.strip():
            return []
        if node.kind not in ("image", "soft", "break", "comment", "text"):
            return []
    return [replace(x, kind="figure") for x in inside if x.kind == "image"]


def _task(inside: tuple[Node, ...]) -> tuple[tuple[Node, ...], dict[str, str]]:
    """Take a leading `[ ]` or `[x]` out of a list item."""
    if not inside or inside[0].kind != "paragraph" or not inside[0].children:
        return inside, {}
    first = inside[0].children[0]
    match = _TASK.match(first.text) if first.kind == "text" else None
    if match is None:
        return inside, {}
    text = replace(first, text=first.text[match.end() :])
    paragraph = replace(inside[0], children=(text, *inside[0].children[1:]))
    return (paragraph, *inside[1:]), {"task": "open" if match.group(1) == " " else "done"}
