"""Cards, covers and PDF by Typst: the same text and theme as pictures.

Content goes in as data, so no text can become code; nothing is fetched from anywhere. Fonts are the
machine's own; a machine without a Chinese font gets an error remark instead of empty boxes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from typst import Compiler, Fonts

from xiaobian.typeset import language as languages
from xiaobian.typeset.blocks import BlockWriter
from xiaobian.typeset.blog import BlogWriter
from xiaobian.typeset.passes import soft_breaks
from xiaobian.typeset.remarks import remark
from xiaobian.typeset.rendition import Remark
from xiaobian.typeset.themes import Theme, theme
from xiaobian.typeset.tree import Document

CARD = (1080, 1440)  # pixels, 3:4: Xiaohongshu, Weibo, Channels
COVERS = {
    "wechat": (900, 383),  # 2.35:1, the first article of a message
    "wechat_square": (500, 500),
    "xiaohongshu": (1080, 1440),
    "weibo": (1280, 720),
    "link": (1200, 630),  # what other sites show beside a link
}
MOST_CARDS = 18  # what Xiaohongshu and Weibo take

_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei",
         "WenQuanYi Zen Hei", "LXGW WenKai")  # fmt: skip
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC", "SimSun")
_MORE = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji")

# How each theme shows itself where there is more than type: heading, front page, bold, serif.
_SHAPES: dict[str, tuple[str, str, str, bool]] = {
    "paper": ("line", "plain", "accent", True),
    "seal": ("block", "seal", "accent", True),
    "column": ("center", "center", "ink", True),
    "notebook": ("pill", "panel", "ink", False),
    "report": ("bar", "bar", "ink", False),
    "poster": ("band", "full", "accent", False),
}


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was made: PNG pages, or one PDF."""

    pages: tuple[bytes, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Whose cards these are. `mark` is the one character of the seal, `by` the name at the foot."""

    by: str = ""
    mark: str = ""
    theme: str = ""
    accent: str = ""


def cards(
    document: Document,
    *,
    title: str = "",
    maker: Maker | None = None,
    pictures: Mapping[str, bytes] | None = None,
    size: tuple[int, int] = CARD,
) -> Sheets:
    """The text as cards: a front page with the title, then as many as it needs; `---` begins one."""
    made = _text("cards", document, title, maker or Maker(), pictures or {}, size=size)
    if len(made.pages) > MOST_CARDS:
        more = remark("cards.too_many", count=len(made.pages), maximum=MOST_CARDS)
        made = replace(made, remarks=(*made.remarks, more))
    return made


def pages(
    document: Document,
    *,
    title: str = "",
    maker: Maker | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> Sheets:
    """The text as one A4 PDF."""
    return _text("pages", document, title, maker or Maker(), pictures or {}, size=(595, 842))


def cover(
    title: str,
    *,
    subtitle: str = "",
    maker: Maker | None = None,
    size: tuple[int, int] = COVERS["wechat"],
) -> Sheets:
    """A front page of any size; the title is as large as it can be."""
    data = _frame("cover", title, maker or Maker(), size, languages.guess(title))
    return _set({**data, "subtitle": subtitle, "blocks": []}, {})


def _text(
    mode: str,
    document: Document,
    title: str,
    maker: Maker,
    pictures: Mapping[str, bytes],
    *,
    size: tuple[int, int],
) -> Sheets:
    document = soft_breaks(document)
    title, body = BlogWriter(document).without_title(title)
    names = {ref: f"{i}.{_kind(data)}" for i, (ref, data) in enumerate(pictures.items())}
    writer = BlockWriter(document, names)
    blocks = writer.blocks(body)
    language = document.meta.get("lang", "") or languages.guess(document.root.plain)
    maker = replace(maker, theme=maker.theme or document.meta.get("theme", ""))
    data = _frame(mode, title, maker, size, language)
    data |= {"subtitle": document.meta.get("summary", ""), "blocks": blocks}
    made = _set(data, {names[ref]: content for ref, content in pictures.items()})
    return replace(made, remarks=(*document.remarks, *writer.remarks, *made.remarks))


def _frame(
    mode: str, title: str, maker: Maker, size: tuple[int, int], language: str
) -> dict[str, Any]:
    """What every sheet is told beside its content."""
    look = theme(maker.theme, maker.accent)
    width, height = size
    serif = _SHAPES[look.key][3]
    return {
        "mode": mode,
        "title": title,
        "by": maker.by,
        "mark": maker.mark[:1],
        "width": width,
        "height": height,
        "unit": 10.5 if mode == "pages" else max(min(width, height) / 27, 12),
        "picture": 420 if mode == "pages" else height * 0.6,
        "leading": float(look.tokens["leading"]),
        "lang": language.partition("-")[0] or "zh",
        "region": "tw" if language in ("zh-Hant", "zh-TW", "zh-HK") else "cn",
        "fonts": _fonts(serif=serif, traditional=language == "zh-Hant"),
        "look": _look(look),
    }


def _look(look: Theme) -> dict[str, str]:
    heading, front, bold, _ = _SHAPES[look.key]
    return {**look.tokens, "heading": heading, "cover": front, "bold": bold}


def _set(data: dict[str, Any], pictures: Mapping[str, bytes]) -> Sheets:
    """Run Typst in a folder that holds nothing but the template and the pictures."""
    remarks: tuple[Remark, ...] = ()
    if not data["fonts"]:
        remarks = (remark("cards.no_font"),)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(_template())
        for name, content in pictures.items():
            (root / name).write_bytes(content)
        compiler = Compiler(
            root / "main.typ",
            root=root,
            font_paths=_machine_fonts(),
            package_path=root / "none",
            package_cache_path=root / "none",
        )
        kind = "pdf" if data["mode"] == "pages" else "png"
        made = compiler.compile(
            format=kind, ppi=72, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
        )
    sheets = made if isinstance(made, list) else [made or b""]
    return Sheets(tuple(sheets), remarks)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("xiaobian.typeset").joinpath("data/setting.typ").read_bytes()


@lru_cache(maxsize=1)
def _machine_fonts() -> Fonts:
    return Fonts()


@lru_cache(maxsize=8)
def _fonts(*, serif: bool, traditional: bool) -> list[str]:
    """The fonts that this machine has, best first; empty when none of them knows Chinese."""
    have = set(cast(Sequence[str], _machine_fonts().families()))
    wanted = [*_SERIF, *_SANS] if serif else [*_SANS, *_SERIF]
    if traditional:
        wanted = [name.replace(" SC", " TC") for name in wanted] + wanted
    chinese = [name for name in wanted if name in have]
    return [*chinese[:2], *(name for name in _MORE if name in have)] if chinese else []


def _kind(data: bytes) -> str:
    """The file type that Typst must be told, by the first bytes."""
    for start, kind in (
        (b"\x89PNG", "png"),
        (b"\xff\xd8", "jpg"),
        (b"GIF8", "gif"),
        (b"RIFF", "webp"),
    ):
        if data.startswith(start):
            return kind
    return "png"
