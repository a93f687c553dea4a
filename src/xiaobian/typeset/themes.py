"""Looks: tokens and declarations, checked when they are loaded, coloured by the brand's accent.

A theme can't say anything that WeChat would drop or a reader couldn't read: a bad one isn't made.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from xiaobian.typeset.colour import contrast, luminance, mix, parse, readable

ACCENT = "#c7402e"  # the house's vermilion, for brands without a colour of their own
DEFAULT = "paper"

# What survives WeChat's editor and its dark mode (docs/typesetting.md lists the sources).
_PROPERTIES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-left", "border-radius",
    "border-right", "border-top", "color", "font-size", "font-style", "font-weight", "height",
    "letter-spacing", "line-height", "margin", "max-width", "overflow-x", "padding", "text-align",
    "text-decoration", "text-indent",
}  # fmt: skip
_FORBIDDEN = re.compile(
    r"!important|url\(|var\(|calc\(|gradient|expression|[<>\"'\\&@]|\b(?:start|end)\b",
    re.IGNORECASE,
)
_FIXED_HEIGHT = re.compile(r"(?<!line-)height:(?!auto)")
_NUMBERS = {"size": (12, 20), "leading": (1.4, 2.2), "track": (0, 2)}


class BadTheme(ValueError):
    """Why a theme can't be used, in words for the one who wrote it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A finished look. `tokens` are values, `styles` inline declarations by kind."""

    key: str
    name: str
    name_zh: str
    about: str
    tokens: Mapping[str, str]
    styles: Mapping[str, str]


def theme(key: str = DEFAULT, accent: str = ACCENT) -> Theme:
    """The theme called `key` in the brand's colour; an unknown key is the default theme."""
    table = _tables()
    return _made(key if key in table else DEFAULT, accent or ACCENT)


def names() -> dict[str, tuple[str, str]]:
    """Keys to English and Chinese names, in the order of the table."""
    return {key: (str(t["name"]), str(t["name_zh"])) for key, t in _tables().items()}


@lru_cache(maxsize=1)
def _everything() -> dict[str, Any]:
    text = files("xiaobian.typeset").joinpath("data/themes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _tables() -> dict[str, dict[str, Any]]:
    return {key: table for key, table in _everything().items() if key != "base"}


@lru_cache(maxsize=64)
def _made(key: str, accent: str) -> Theme:
    return make(key, _tables()[key], accent)


def make(key: str, table: Mapping[str, Any], accent: str = ACCENT) -> Theme:
    """A theme from a table like those in `data/themes.toml`; `BadTheme` says what is wrong."""
    base = _everything()["base"]
    tokens = _tokens({**base["tokens"], **table.get("tokens", {})}, accent)
    unknown = set(table.get("styles", {})) - set(base["styles"])
    if unknown:
        raise BadTheme(f"{key}: no such kind: {', '.join(sorted(unknown))}")
    styles: dict[str, str] = {}
    for kind, declarations in {**base["styles"], **table.get("styles", {})}.items():
        try:
            styles[kind] = str(declarations).format_map(tokens)
        except (KeyError, ValueError, IndexError) as error:
            raise BadTheme(f"{key}.{kind}: no such token: {error}") from error
        _check(f"{key}.{kind}", styles[kind])
    return Theme(
        key=key,
        name=str(table.get("name", key)),
        name_zh=str(table.get("name_zh", table.get("name", key))),
        about=str(table.get("about", "")),
        tokens=tokens,
        styles=styles,
    )


def _tokens(given: Mapping[str, str], accent: str) -> dict[str, str]:
    """The theme's own tokens and those that the accent gives."""
    tokens = {name: str(value) for name, value in given.items()}
    try:
        for name in ("paper", "ink", "soft", "line", "wash"):
            parse(tokens[name])
        paper = tokens["paper"]
        tokens["accent"] = readable(accent, paper)
    except ValueError as error:
        raise BadTheme(str(error)) from error
    for name, (least, most) in _NUMBERS.items():
        if not least <= float(tokens[name]) <= most:
            raise BadTheme(f"{name} is {tokens[name]}, not between {least} and {most}")
    if contrast(tokens["ink"], tokens["wash"]) < 4.5 or contrast(tokens["soft"], paper) < 4:
        raise BadTheme("the text can't be read on its background")
    tokens["tint"] = mix(tokens["accent"], paper, 0.08)
    tokens["rim"] = mix(tokens["accent"], paper, 0.4)
    tokens["on_accent"] = "#fff" if luminance(tokens["accent"]) < 0.4 else "#111"
    return tokens


def _check(where: str, declarations: str) -> None:
    """Refuse what WeChat drops, what breaks its dark mode, and what could leave the attribute."""
    if bad := _FORBIDDEN.search(declarations):
        raise BadTheme(f"{where}: “{bad.group()}” isn't kept")
    if _FIXED_HEIGHT.search(declarations):
        raise BadTheme(f"{where}: a fixed height cuts text off")
    for declaration in filter(None, declarations.split(";")):
        name, colon, value = declaration.partition(":")
        if not colon or not value.strip() or name.strip() not in _PROPERTIES:
            raise BadTheme(f"{where}: “{declaration}” isn't kept")


# Kinds to selectors of the `blog` layout's HTML.
_SELECTORS = {
    "root": "", "p": "p", "h2": "h2", "h3": "h3", "h4": "h4", "quote": "blockquote",
    "quote_p": "blockquote p", "code_block": "pre", "code": ":not(pre) > code", "scroll": ".table",
    "table": "table", "th": "th", "td": "td", "figure": "figure", "img": "img",
    "caption": "figcaption", "rule": "hr", "strong": "strong", "em": "em", "del": "del",
    "link": "a", "sup": "sup", "notes": ".footnotes",
}  # fmt: skip


def css(look: Theme, scope: str = ".article") -> str:
    """The theme as a style sheet for the `blog` layout's HTML below `scope`."""
    rules = [
        f"{scope} {selector}".strip() + f" {{ {look.styles[kind].replace(';', '; ')} }}"
        for kind, selector in _SELECTORS.items()
        if look.styles[kind]
    ]
    rules += [f"{scope} .{side} {{ text-align: {side} }}" for side in ("left", "center", "right")]
    for level in ("h2", "h3", "h4"):
        if inner := look.styles[f"{level}_in"]:
            rules.append(f"{scope} {level} > span {{ {inner.replace(';', '; ')} }}")
    return "\n".join(rules) + "\n"
