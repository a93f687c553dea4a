"""The few lines of data that may stand before a text, between two lines of `---`.

Enough of YAML for what editors write there: `key: value`, `[a, b]`, and lists of `- item`. Anything
nested is kept as it stands under its key (so the `AIGC` provenance of generated texts survives).
"""

from __future__ import annotations

import re

_KEY = re.compile(r"([^\s:#][^:]*?)\s*:(?:\s+(.*)|\s*$)")


def parse(source: str) -> dict[str, str]:
    """Keys in lower case to values; the items of a list are joined by newlines."""
    found: dict[str, str] = {}
    key = ""
    for line in source.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace() and not line.startswith("- ") and (match := _KEY.match(line)):
            key = match.group(1).strip("\"'").lower()
            found[key] = _value((match.group(2) or "").strip())
        elif key:
            item = line.strip()
            item = _unquote(item[2:].strip()) if item.startswith("- ") else item
            found[key] = f"{found[key]}\n{item}" if found[key] else item
    return found


def _value(text: str) -> str:
    if text.startswith("[") and text.endswith("]"):
        return "\n".join(filter(None, (_unquote(x.strip()) for x in text[1:-1].split(","))))
    return "" if text in ("|", ">", "|-", ">-") else _unquote(text)


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
