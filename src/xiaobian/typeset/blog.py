"""The `blog` layout: clean semantic HTML for sites that bring their own looks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from xiaobian.typeset import language as languages
from xiaobian.typeset.html import Ids, attributes, clean, element
from xiaobian.typeset.limits import Limits
from xiaobian.typeset.passes import soft_breaks
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Remark, Rendition
from xiaobian.typeset.sentences import opening
from xiaobian.typeset.tree import Document, Node

SUMMARY = 160  # characters


def blog(
    document: Document,
    *,
    title: str = "",
    tags: Sequence[str] = (),
    language: str = "",
    cover: str = "",
    limits: Limits = (),
) -> Rendition:
    """An article. The title is taken from the first heading when there is none."""
    document = soft_breaks(document)
    writer = BlogWriter(document)
    title, body = writer.without_title(title)
    html = writer.article(body)
    text = "\n".join(prose(body))
    meta = document.meta
    pictures = [n.get("src") for n in document.walk() if n.kind in ("figure", "image")]
    return Rendition(
        layout="blog",
        title=title,
        html=clean(html),
        summary=document.meta.get("summary")
        or document.meta.get("description")
        or opening(text, SUMMARY),
        cover=cover
        or document.meta.get("cover", "").removeprefix("media:")
        or next(iter(pictures), ""),
        tags=tuple(dict.fromkeys([*tags, *document.tags])),
        language=language or meta.get("lang", "") or languages.guess(text),
        remarks=(*document.remarks, *writer.remarks),
    )


def prose(body: Sequence[Node]) -> list[str]:
    """The text that can be summed up: paragraphs, at any depth, without tables and code."""
    found: list[str] = []
    for node in body:
        if node.kind == "paragraph":
            found.append("".join(c.plain for c in node.children if c.kind != "note_ref"))
        elif node.kind in ("list", "item", "quote"):
            found.extend(prose(node.children))
    return found


class BlogWriter:
    """Writes nodes as HTML by their kind; a kind without a method writes its children."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.remarks: list[Remark] = []
        self.ids = Ids()
        self.shift = 0
        self.references: dict[str, int] = {}

    def without_title(self, title: str) -> tuple[str, tuple[Node, ...]]:
        """The title, and the body without the heading that repeats it."""
        body = self.document.root.children
        first = next((n for n in body if n.kind != "comment"), None)
        title = title or self.document.meta.get("title", "")
        if first is None or first.kind != "heading" or first.get("level") != "1":
            return title, body
        heading = " ".join(first.plain.split())
        pictured = any(n.kind == "image" for n in first.walk())
        if not heading or pictured or (title and heading != " ".join(title.split())):
            return title, body
        if title:
            self.remarks.append(remark("title.repeated", first.line))
        return heading, tuple(n for n in body if n is not first)

    def article(self, body: Sequence[Node]) -> str:
        """The whole text with its footnotes."""
        top = next((n for n in body if n.kind == "heading" and n.get("level") == "1"), None)
        if top is not None:
            self.shift = 1
            self.remarks.append(remark("heading.shifted", top.line))
        return self.lines(body) + self.notes()

    def lines(self, nodes: Sequence[Node]) -> str:
        """Blocks, each on a line of its own."""
        return "".join(f"{self.write(node)}\n" for node in nodes)

    def write(self, node: Node) -> str:
        """One node."""
        method = getattr(self, f"write_{node.kind}", None)
        return method(node) if method else escape(node.text) + self.inside(node)

    def inside(self, node: Node) -> str:
        """The children of a node."""
        return "".join(map(self.write, node.children))

    # Blocks

    def write_paragraph(self, node: Node) -> str:
        return self.inside(node) if node.get("tight") else element("p", self.inside(node))

    def write_heading(self, node: Node) -> str:
        level = min(max(int(node.get("level", "2")) + self.shift, 2), 6)
        return element(f"h{level}", self.inside(node), id=self.ids.take("h-", node.plain))

    def write_quote(self, node: Node) -> str:
        return element("blockquote", "\n" + self.lines(node.children))

    def write_list(self, node: Node) -> str:
        tag = "ol" if node.get("ordered") else "ul"
        start = node.get("start")
        tasks = "tasks" if any(item.get("task") for item in node.children) else ""
        return element(
            tag,
            "\n" + self.lines(node.children),
            start="" if start == "1" else start,
            class_=tasks,
        )

    def write_item(self, node: Node) -> str:
        task = node.get("task")
        inside = "\n".join(map(self.write, node.children))
        if not task:
            return element("li", inside)
        box = element("span", "☑ " if task == "done" else "☐ ", class_="box")
        if inside.startswith("<p>"):
            return element("li", "<p>" + box + inside[3:], class_=f"task {task}")
        return element("li", box + inside, class_=f"task {task}")

    def write_code_block(self, node: Node) -> str:
        language = node.get("language")
        code = element("code", escape(node.text), class_=f"language-{language}" if language else "")
        return element("pre", code, tabindex="0")

    def write_table(self, node: Node) -> str:
        rows = [r for r in node.children if r.children]
        head = [r for r in rows if r.children[0].get("head")]
        body = [r for r in rows if not r.children[0].get("head")]
        table = element("thead", self.lines(head)) if head else ""
        table += element("tbody", self.lines(body)) if body else ""
        return element("div", element("table", table), class_="table", tabindex="0")

    def write_row(self, node: Node) -> str:
        return element("tr", self.inside(node))

    def write_cell(self, node: Node) -> str:
        if node.get("head"):
            return element("th", self.inside(node), scope="col", class_=node.get("align"))
        return element("td", self.inside(node), class_=node.get("align"))

    def write_rule(self, node: Node) -> str:
        return "<hr>"

    def write_figure(self, node: Node) -> str:
        caption = node.get("caption")
        text = element("figcaption", escape(caption)) if caption else ""
        return element("figure", self.write_image(node) + text)

    # Inlines

    def write_soft(self, node: Node) -> str:
        return "\n"

    def write_break(self, node: Node) -> str:
        return "<br>\n"

    def write_strong(self, node: Node) -> str:
        return element("strong", self.inside(node))

    def write_em(self, node: Node) -> str:
        return element("em", self.inside(node))

    def write_del(self, node: Node) -> str:
        return element("del", self.inside(node))

    def write_code(self, node: Node) -> str:
        return element("code", escape(node.text))

    def write_link(self, node: Node) -> str:
        href = node.get("href")
        rel = "noopener" if href.startswith(("http://", "https://")) else ""
        return element("a", self.inside(node), href=href, rel=rel)

    def write_image(self, node: Node) -> str:
        src = node.get("src")
        src = src if "://" in src else f"media:{src}"
        return f'<img{attributes({"src": src})} alt="{escape(node.get("alt"))}">'

    def write_tag(self, node: Node) -> str:
        return element("span", escape(node.text), class_="tag")

    def write_mention(self, node: Node) -> str:
        return element("span", escape(node.text), class_="mention")

    def write_comment(self, node: Node) -> str:
        self.remarks.append(remark("comment.dropped", node.line))
        return ""

    # Footnotes

    def write_note_ref(self, node: Node) -> str:
        number = node.get("number")
        seen = self.references[number] = self.references.get(number, 0) + 1
        name = f"fnref-{number}" + (f"-{seen}" if seen > 1 else "")
        return element("sup", element("a", f"[{number}]", href=f"#fn-{number}"), id=name)

    def notes(self) -> str:
        """The list of footnotes, each with the way back."""
        if not self.document.notes:
            return ""
        items = "".join(map(self.note, self.document.notes))
        return element("section", element("ol", "\n" + items), class_="footnotes") + "\n"

    def note(self, node: Node) -> str:
        """One footnote."""
        number = node.get("number")
        back = f' <a href="#fnref-{number}">↩</a>' if number in self.references else ""
        inside = self.lines(node.children).rstrip("\n")
        if inside.endswith("</p>"):
            inside = inside.removesuffix("</p>") + back + "</p>"
        else:
            inside += back
        return element("li", inside, id=f"fn-{number}") + "\n"
