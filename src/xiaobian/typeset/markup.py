"""HTML as a flat list of elements with what rules need to know about each. For checking only."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"img", "br", "hr", "input", "col", "meta", "link", "source", "wbr", "area", "base", "embed"}


@dataclass(slots=True)
class Element:
    """One element. `text` is its own text, `inside` whether there is text anywhere below."""

    tag: str
    attrs: dict[str, str]
    style: dict[str, str]
    parents: tuple[Element, ...] = ()
    children: list[Element] = field(default_factory=list["Element"])
    text: str = ""
    inside: bool = False

    @property
    def excerpt(self) -> str:
        """A few words by which a person finds the place."""
        if words := " ".join(self.text.split()):
            return words[:30]
        for child in self.children:
            if words := child.excerpt:
                return words
        return self.attrs.get("src", "")[:60]

    def has(self, name: str) -> bool:
        """Whether the element or one that holds it has the attribute."""
        return name in self.attrs or any(name in p.attrs for p in self.parents)


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute, names in lower case."""
    pairs = (d.partition(":") for d in style.split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        element = Element(tag, known, declarations(known.get("style", "")), tuple(self.open[-40:]))
        if self.open:
            self.open[-1].children.append(element)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for i in range(len(self.open) - 1, -1, -1):
            if self.open[i].tag == tag:
                del self.open[i:]
                return

    def handle_data(self, data: str) -> None:
        if not self.open:
            return
        self.open[-1].text += data
        if data.strip():
            for element in reversed(self.open):
                if element.inside:
                    break
                element.inside = True


def elements(html: str) -> list[Element]:
    """Every element of `html`, in order."""
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return collector.elements
