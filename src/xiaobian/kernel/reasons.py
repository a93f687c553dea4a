"""Reasons: written in English by workers and connectors, said in their reader's language.

Who needs a reason reads it long after it was stored, in a language of their own. So rows keep the
English text, and pages say it through `said`. A text with places in it is declared once, as
`reason("{done} of {count} parts are out: {why}")`, and known again when it comes back filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACE = re.compile(r"\\{(\w+)\\}")
_KNOWN: dict[str, re.Pattern[str]] = {}


def reason(template: str) -> str:
    """Declare a text with places, at import; fill it with `.format(…)`.

    What stands in a place named `why` is a reason itself.
    """
    pattern = _PLACE.sub(r"(?P<\1>.*)", re.escape(template))
    _KNOWN[template] = re.compile(pattern, re.DOTALL)
    return template


def said(why: str, translate: Callable[[str], str]) -> str:
    """A stored reason as `translate` says it; what a platform said in words of its own stays."""
    if not why:
        return ""
    if (known := translate(why)) != why:
        return known
    for template, pattern in _KNOWN.items():
        if found := pattern.fullmatch(why):
            values = found.groupdict()
            if "why" in values:
                values["why"] = said(values["why"], translate)
            return translate(template).format(**values)
    return why
