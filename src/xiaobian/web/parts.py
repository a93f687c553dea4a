"""The components that are too small for a template: marks, buttons, pills."""

from __future__ import annotations

from typing import Any

from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xiaobian.web import states

KINDS = frozenset({"", "primary", "quiet", "danger"})


def icon(name: str, label: str = "") -> SafeString:
    """One icon of the line set; decorative unless it is given a label."""
    return format_html(
        '<svg class="icon"{}><use href="{}#{}"></use></svg>',
        attributes({"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}),
        static("dist/icons.svg"),
        name,
    )


def attributes(given: dict[str, Any]) -> SafeString:
    """HTML attributes from keyword arguments: `hx_post` becomes hx-post, True a bare name."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
    return flatatt({n: v for n, v in named.items() if v is not None and v is not False})


def button(label: str, *, kind: str = "", icon_name: str = "", **given: Any) -> SafeString:
    """A button, or a link that looks like one when `href` is given."""
    if kind not in KINDS:
        raise ValueError(f"a button can't be {kind!r}; it is one of {sorted(KINDS)}")
    square, small, wide = (given.pop(n, False) for n in ("square", "small", "wide"))
    key = given.pop("key", "")
    classes = ["button", kind, "square" * bool(square), "small" * bool(small), "wide" * bool(wide)]
    given = {"class_": " ".join(c for c in classes if c)} | given
    if square:
        given |= {"title": label}
    if key:
        given |= {"aria_keyshortcuts": key, "data_key": key}
    text = format_html('<span class="visually-hidden">{}</span>' if square else "{}", label)
    inner = format_html(
        "{}{}{}", icon(icon_name) if icon_name else "", text, kbd(key) if key and not square else ""
    )
    if given.get("href"):
        return format_html("<a{}>{}</a>", attributes(given), inner)
    given.pop("href", None)
    return format_html("<button{}>{}</button>", attributes({"type": "button"} | given), inner)


def kbd(keys: str) -> SafeString:
    """A key to press, shown beside what it does; `mod` is ⌘ or Ctrl."""
    shown = keys.replace("mod+", "⌘").replace("enter", "↵")
    return format_html('<kbd class="kbd" data-keys="{}" aria-hidden="true">{}</kbd>', keys, shown)


def pill(text: str, tone: str = "") -> SafeString:
    """A small label; the tone adds to the word and never replaces it."""
    return format_html(
        '<span class="pill"{}>{}</span>', attributes({"data_tone": tone or None}), text
    )


def state(name: Any) -> SafeString:
    """Where something stands, in one of the house's words."""
    word = states.word(str(getattr(name, "word", name)))
    return pill(str(word.text), word.tone)


def tile(platform: Any, *, large: bool = False, decorative: bool = False) -> SafeString:
    """A platform's coloured mark, for an account or a manifest."""
    manifest = getattr(platform, "manifest", platform)
    label = {"aria_hidden": "true"} if decorative else {"role": "img", "aria_label": manifest.name}
    return format_html(
        '<svg class="tile{}" viewBox="0 0 20 20"{}><rect width="20" height="20" rx="5" fill="{}"/>'
        '<text x="10" y="10.5">{}</text></svg>',
        " large" if large else "",
        attributes(label),
        manifest.colour,
        manifest.mark,
    )


def avatar(person: Any, size: str = "") -> SafeString:
    """The first sign of a person's name in a circle; the name itself stands beside it."""
    name = str(person or "").strip()
    letter = name[:1].upper() or "·"
    return format_html(
        '<span class="avatar {}" title="{}" aria-hidden="true">{}</span>', size, name, letter
    )
