"""The specification's own cases, with our emphasis rule switched on."""

from __future__ import annotations

import json
from pathlib import Path

from xiaobian.typeset.parser import commonmark

CASES = json.loads((Path(__file__).parent / "data" / "commonmark-0.31.json").read_text("utf-8"))


def squeezed(html: str) -> str:
    """White space inside an empty quote means nothing."""
    return html.replace("<blockquote>\n</blockquote>", "<blockquote></blockquote>")


def test_all_652_cases_of_commonmark_pass() -> None:
    md = commonmark()
    failed = [
        c["markdown"] for c in CASES if squeezed(md.render(c["markdown"])) != squeezed(c["html"])
    ]
    assert (len(CASES), failed) == (652, [])
