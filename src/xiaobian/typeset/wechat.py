"""The `wechat` layout: what the WeChat editor and its API keep, and nothing else.

Inline styles only, from the theme's table. Lists are written as text with hanging indents, outside
links become numbered notes, spaces in code can't collapse. The rules are in `wechat_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from xiaobian.typeset import language as languages
from xiaobian.typeset.blog import BlogWriter, prose
from xiaobian.typeset.limits import Limits
from xiaobian.typeset.passes import soft_breaks
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Rendition
from xiaobian.typeset.sentences import opening
from xiaobian.typeset.themes import Theme
from xiaobian.typeset.themes import theme as themed
from xiaobian.typeset.tree import Document, Node

DIGEST = 120  # characters of the summary
NEAR = 16_000  # of the 20,000 characters that the API takes, tags included
_DEEPEST_QUOTE = 3
_HOME = ("https://mp.weixin.qq.com/", "http://mp.weixin.qq.com/")
_ADDRESS = "word-break:break-all"  # else a justified line is torn apart before a long address
# Stands first and last in what is pasted into the web editor, which eats the outermost styles.
GUARD = '<p style="font-size:0;line-height:0;margin:0">&nbsp;</p>'


def wechat(
    document: Document,
    *,
    title: str = "",
    tags: Sequence[str] = (),
    language: str = "",
    cover: str = "",
    limits: Limits = (),
    theme: str = "",
    accent: str = "",
    sizes: Mapping[str, tuple[int, int]] | None = None,
) -> Rendition:
    """An article for an official account.

    `theme` and `accent` choose the look; `sizes` gives the pixels of pictures by reference, so that
    the page doesn't jump while they load.
    """
    document = soft_breaks(document)
    meta = document.meta
    language = language or meta.get("lang", "") or languages.guess(document.root.plain)
    look = themed(theme or meta.get("theme", ""), accent)
    writer = WeChatWriter(document, look, sizes or {}, chinese=language.startswith("zh"))
    title, body = writer.without_title(title)
    html = writer.article(body)
    if len(html) > NEAR:
        writer.remarks.append(remark("html.near", length=len(html), maximum=20_000))
    pictures = [n.get("src") for n in document.walk() if n.kind in ("figure", "image")]
    text = "\n".join(prose(body))
    return Rendition(
        layout="wechat",
        title=title,
        html=html,
        summary=meta.get("summary") or meta.get("description") or opening(text, DIGEST),
        cover=cover or meta.get("cover", "").removeprefix("media:") or next(iter(pictures), ""),
        tags=tuple(dict.fromkeys([*tags, *document.tags])),
        language=language,
        remarks=(*document.remarks, *writer.remarks),
    )


class WeChatWriter(BlogWriter):
    """The blog's writer with WeChat's tags and a style on each."""

    def __init__(
        self,
        document: Document,
        look: Theme,
        sizes: Mapping[str, tuple[int, int]],
        *,
        chinese: bool,
    ) -> None:
        super().__init__(document)
        self.styles = look.styles
        self.sizes = sizes
        self.chinese = chinese
        self.quotes = 0
        self.depth = 0
        self.indent = 0.0  # of the list item that is being written, in em
        self.noted: dict[str, int] = {}  # what a number stands for: an address or ^footnote
        self._footnotes = {n.get("number"): n for n in document.notes}

    def tag(self, tag: str, kind: str, inside: str, more: str = "") -> str:
        """`inside` in a tag that wears the style of `kind`."""
        style = ";".join(filter(None, (self.styles[kind], more)))
        return f'<{tag} style="{style}">{inside}</{tag}>' if style else f"<{tag}>{inside}</{tag}>"

    def article(self, body: Sequence[Node]) -> str:
        """The whole text; tags follow each other without white space, which WeChat would show."""
        top = next((n for n in body if n.kind == "heading" and n.get("level") == "1"), None)
        if top is not None:
            self.shift = 1
            self.remarks.append(remark("heading.shifted", top.line))
        inside = "".join(map(self.write, body))
        inside += self.notes()  # numbered while the body was written
        return self.tag("section", "root", inside) if inside else ""

    # Blocks

    def write_paragraph(self, node: Node) -> str:
        kind = "quote_p" if self.quotes else "p"
        return self.tag("p", kind, self.inside(node))

    def write_heading(self, node: Node) -> str:
        level = min(max(int(node.get("level", "2")) + self.shift, 2), 4)
        inner = self.styles[f"h{level}_in"]
        words = self.inside(node)
        words = f'<span style="{inner}">{words}</span>' if inner else words
        return self.tag(f"h{level}", f"h{level}", words)

    def write_quote(self, node: Node) -> str:
        if self.quotes == _DEEPEST_QUOTE:
            return self.inside(node)
        self.quotes += 1
        inside = self.inside(node)
        self.quotes -= 1
        return self.tag("blockquote", "quote", inside)

    def write_list(self, node: Node) -> str:
        number = int(node.get("start") or 1)
        ordered = bool(node.get("ordered"))
        hang = 1.1 if not ordered else 1.6 if number + len(node.children) <= 10 else 2.1
        outer, self.indent = self.indent, self.indent + hang
        items: list[str] = []
        for i, item in enumerate(node.children):
            task = {"done": "☑ ", "open": "☐ "}.get(item.get("task"), "")
            items.append(self.item(item, task or (f"{number + i}. " if ordered else "• "), hang))
        self.indent = outer
        return "".join(items)

    def item(self, node: Node, marker: str, hang: float) -> str:
        """One item: its first line hangs out by the marker, inner lists follow beside it."""
        out: list[str] = []
        for child in node.children or (Node("paragraph"),):
            if child.kind == "paragraph":
                more = f"padding:0 0 0 {self.indent:.3g}em"
                if marker:
                    more += f";text-indent:-{hang:.3g}em"
                out.append(self.tag("section", "item", marker + self.inside(child), more))
            elif marker and child.kind != "list":
                out.append(self.tag("section", "item", marker.strip()) + self.write(child))
            else:
                out.append(self.write(child))
            marker = ""
        return "".join(out)

    def write_code_block(self, node: Node) -> str:
        lines = [solid(escape(line, quote=False)) for line in node.text.expandtabs(4).split("\n")]
        return self.tag("section", "code_block", f"<code>{'<br>'.join(lines)}</code>")

    def write_code(self, node: Node) -> str:
        return self.tag("code", "code", escape(node.text, quote=False).replace("  ", "\xa0 "))

    def write_table(self, node: Node) -> str:
        head = [r for r in node.children if r.children and r.children[0].get("head")]
        body = [r for r in node.children if r.children and not r.children[0].get("head")]
        rows = "".join(map(self.write, body))
        table = f"<thead>{''.join(map(self.write, head))}</thead>" if head else ""
        table += f"<tbody>{rows}</tbody>" if rows else ""
        table = self.tag("table", "table", table)
        return f'<section data-ignore-width="1" style="{self.styles["scroll"]}">{table}</section>'

    def write_row(self, node: Node) -> str:
        return f"<tr>{self.inside(node)}</tr>"

    def write_cell(self, node: Node) -> str:
        kind = "th" if node.get("head") else "td"
        return self.tag(kind, kind, self.inside(node), f"text-align:{node.get('align') or 'left'}")

    def write_rule(self, node: Node) -> str:
        return f'<hr style="{self.styles["rule"]}">'

    def write_figure(self, node: Node) -> str:
        caption = node.get("caption")
        below = self.tag("section", "caption", escape(caption, quote=False)) if caption else ""
        return self.tag("section", "figure", self.write_image(node) + below)

    # Inlines

    def write_soft(self, node: Node) -> str:
        return " "

    def write_break(self, node: Node) -> str:
        return "<br>"

    def write_strong(self, node: Node) -> str:
        return self.tag("strong", "strong", self.inside(node))

    def write_em(self, node: Node) -> str:
        return self.tag("em", "em", self.inside(node))

    def write_del(self, node: Node) -> str:
        return self.tag("span", "del", self.inside(node))

    def write_tag(self, node: Node) -> str:
        return escape(node.text, quote=False)

    def write_mention(self, node: Node) -> str:
        return escape(node.text, quote=False)

    def write_image(self, node: Node) -> str:
        ref = node.get("src")
        src = ref if "://" in ref else f"media:{ref}"
        size = ""
        if (pixels := self.sizes.get(ref)) and min(pixels) > 0:
            size = f' data-w="{pixels[0]}" data-ratio="{pixels[1] / pixels[0]:.4g}"'
        alt = f' alt="{escape(node.get("alt"))}"'
        return f'<img src="{escape(src)}"{alt}{size} style="{self.styles["img"]}">'

    def write_link(self, node: Node) -> str:
        href, words = node.get("href"), self.inside(node)
        if href.startswith(_HOME):
            return f'<a href="{escape(href)}" style="{self.styles["link"]}">{words}</a>'
        if not href.startswith(("http://", "https://")):
            if not href.startswith("#") and node.plain not in href:
                self.remarks.append(remark("link.lost", node.line, link=href))
            return words
        if node.get("bare") or node.plain.strip() == href:
            return f'<span style="{_ADDRESS}">{words}</span>'
        return words + self.reference(href)

    # Notes: outside links and footnotes in one list, numbered as they come

    def reference(self, key: str) -> str:
        """The number of an address or footnote, as a raised figure."""
        number = self.noted.setdefault(key, len(self.noted) + 1)
        return self.tag("sup", "sup", f"[{number}]")

    def write_note_ref(self, node: Node) -> str:
        return self.reference("^" + node.get("number"))

    def notes(self) -> str:
        """The list at the end. A footnote may hold links, which then get numbers of their own."""
        for number in self._footnotes:
            if "^" + number not in self.noted and self._unused(number):
                self.noted["^" + number] = len(self.noted) + 1
        items: list[str] = []
        while len(items) < len(self.noted):
            key = list(self.noted)[len(items)]
            words = self.note_words(key)
            items.append(self.tag("p", "note", f"[{len(items) + 1}] {words}"))
        if not items:
            return ""
        heading = "参考" if self.chinese else "Notes"
        lead = self.tag("p", "note", f"<strong>{heading}</strong>")
        return self.tag("section", "notes", lead + "".join(items))

    def _unused(self, number: str) -> bool:
        """Whether no footnote refers to this one either: those are numbered when they are met."""
        return not any(
            n.kind == "note_ref" and n.get("number") == number
            for note in self.document.notes
            for n in note.walk()
        )

    def note_words(self, key: str) -> str:
        """What stands behind a number."""
        if not key.startswith("^"):
            return f'<span style="{_ADDRESS}">{escape(key, quote=False)}</span>'
        note = self._footnotes[key[1:]]
        return " ".join(
            self.inside(child) if child.kind == "paragraph" else self.write(child)
            for child in note.children
        )


def solid(line: str) -> str:
    """A line of code whose spaces stay: WeChat collapses ordinary ones."""
    return line.replace(" ", "\xa0") or "\xa0"


def for_clipboard(rendition: Rendition) -> Rendition:
    """The same article, guarded for pasting into the web editor."""
    return replace(rendition, html=GUARD + rendition.html + GUARD)
