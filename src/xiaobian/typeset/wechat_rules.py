"""What WeChat does to an article's HTML, as rows of data: rule, source, date, test.

A test gets one element and says whether it breaks the rule. WeChat changes silently, so every row
names where it was found and when; `SPEC` is Tencent's published structure specification.
"""

# ruff: noqa: E501 (one rule a line)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiaobian.typeset.colour import contrast, parse
from xiaobian.typeset.markup import Element, elements
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Remark

SPEC = "wechatjs/verify-article-structure-spec"
DRAFT = "draft/add, WeChat documentation"
TOOLS = "doocs/md, wechat-format, bm.md: what survives in practice"
CHECKED = "2026-11-22"

MOST_CHARACTERS = 20_000
MOST_BYTES = 1_000_000
_DEEPEST_CHAIN = 10
_LEAST_CONTRAST = 1.5

KEPT_TAGS = {
    "section", "p", "span", "strong", "em", "b", "i", "u", "s", "del", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "img", "hr", "br", "a", "sup", "sub",
    "code", "pre", "ul", "ol", "li", "svg", "mp-common-profile", "mp-miniprogram",
}  # fmt: skip
_HOSTS = ("mmbiz.qpic.cn", "mmbiz.qlogo.cn", "mmecoa.qpic.cn")
_NUMBER = re.compile(r"-?[\d.]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that WeChat drops, mangles or refuses."""

    code: str
    source: str
    test: Callable[[Element], bool]
    since: str = CHECKED


def _number(value: str) -> float | None:
    match = _NUMBER.match(value)
    return float(match.group()) if match and match.group() not in ("-", ".") else None


def _style(name: str, pattern: str) -> Callable[[Element], bool]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return lambda e: bool(wanted.search(e.style.get(name, "")))


def _any_style(pattern: str) -> Callable[[Element], bool]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return lambda e: bool(wanted.search(e.attrs.get("style", "")))


def _overlapping(e: Element) -> bool:
    value = e.style.get("line-height", "")
    number = _number(value)
    return (
        number is not None and e.inside and (number == 0 or (value == f"{number:g}" and number < 1))
    )


def _clipping(e: Element) -> bool:
    value = e.style.get("height", "auto")
    scrolls = "auto" in e.style.get("overflow", "") + e.style.get("overflow-y", "")
    return e.tag != "img" and e.inside and value.endswith(("px", "em", "0")) and not scrolls


def _wide(e: Element) -> bool:
    value = e.style.get("width", "")
    return (
        value.endswith("px")
        and (_number(value) or 0) > 345
        and not e.style.get("max-width")
        and not e.has("data-ignore-width")
    )


def _chain(e: Element) -> bool:
    length, style = 1, e.attrs.get("style", "")
    for parent in reversed(e.parents):
        if (
            parent.tag != e.tag
            or parent.attrs.get("style", "") != style
            or len(parent.children) != 1
        ):
            break
        length += 1
    return length > _DEEPEST_CHAIN


def _unreadable(e: Element) -> bool:
    if not e.inside or "color" not in e.style or "background-color" not in e.style:
        return False
    try:
        return contrast(e.style["color"], e.style["background-color"]) < _LEAST_CONTRAST
    except ValueError:
        return False


def _visible(colour: str) -> bool:
    try:
        parse(colour)
    except ValueError:
        return not re.search(r"transparent|,\s*0(?:\.0*)?\)", colour)
    return True


def _outside_image(e: Element) -> bool:
    src = e.attrs.get("src", "")
    return e.tag == "img" and "://" in src and not any(h in src for h in _HOSTS)


RULES: tuple[Rule, ...] = (
    Rule("wechat.tag", TOOLS, lambda e: e.tag not in KEPT_TAGS),
    Rule("wechat.attribute", TOOLS, lambda e: any(a in ("id", "class") or a.startswith("on") for a in e.attrs)),
    Rule("wechat.opacity", f"{SPEC} 1.1", lambda e: e.tag == "img" and _number(e.style.get("opacity", "1")) == 0),
    Rule("wechat.caret", f"{SPEC} 1.2", lambda e: "caret-color" in e.style and not _visible(e.style["caret-color"])),
    Rule("wechat.line_height", f"{SPEC} 1.3", _overlapping),
    Rule("wechat.width", f"{SPEC} 1.4", _wide),
    Rule("wechat.height", f"{SPEC} 1.5", _clipping),
    Rule("wechat.align", f"{SPEC} 1.6", _style("text-align", r"^(?:start|end)$")),
    Rule("wechat.begin", f"{SPEC} 1.7", lambda e: e.attrs.get("begin", "").strip() == "touchstart"),
    Rule("wechat.pre", f"{SPEC} 1.8", lambda e: e.tag == "pre" and e.inside),
    Rule("wechat.nesting", f"{SPEC} 2.1", _chain),
    Rule("wechat.font", f"{SPEC} 3", lambda e: "font-family" in e.style),
    Rule("wechat.contrast", f"{SPEC} 4", _unreadable),
    Rule("wechat.gradient", f"{SPEC} 4", lambda e: e.inside and "gradient" in e.attrs.get("style", "")),
    Rule("wechat.important", f"{SPEC} 4.5.2", _any_style("!important")),
    Rule("wechat.empty", SPEC, lambda e: len(e.children) > 20 and sum(not (c.inside or c.children or c.tag == "img") for c in e.children) > 15),
    Rule("wechat.position", TOOLS, lambda e: "position" in e.style or e.style.get("float", "none") != "none"),
    Rule("wechat.variable", TOOLS, _any_style(r"var\(|calc\(|color-mix\(|hsl\(var")),
    Rule("wechat.background", TOOLS, _any_style(r"url\((?![^)]*mmbiz)")),
    Rule("wechat.link", DRAFT, lambda e: e.tag == "a" and not re.match(r"https?://mp\.weixin\.qq\.com/", e.attrs.get("href", ""))),
    Rule("wechat.image", DRAFT, _outside_image),
    Rule("wechat.svg_image", TOOLS, lambda e: e.tag == "img" and e.attrs.get("src", "").lower().split("?")[0].endswith(".svg")),
    Rule("wechat.nested_list", TOOLS, lambda e: e.tag in ("ul", "ol") and any(p.tag == "li" for p in e.parents)),
)  # fmt: skip


def check(html: str) -> tuple[Remark, ...]:
    """What WeChat would drop, mangle or refuse in `html`; each rule once, with its first place."""
    found = list(_length(html))
    parsed = elements(html)
    for rule in RULES:
        broken = [e for e in parsed if rule.test(e)]
        if broken:
            found.append(
                remark(rule.code, place=broken[0].excerpt or broken[0].tag, count=len(broken))
            )
    return tuple(found)


def _length(html: str) -> Iterator[Remark]:
    if len(html) >= MOST_CHARACTERS:
        yield remark("html.too_long", length=len(html), maximum=MOST_CHARACTERS - 1, measure="html")
    elif (size := len(html.encode("utf-8", "replace"))) >= MOST_BYTES:
        yield remark("html.too_long", length=size, maximum=MOST_BYTES - 1, measure="utf8_bytes")
