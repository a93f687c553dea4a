"""One article in every layout, as it was looked at and found good.

After a change that is meant: `XIAOBIAN_GOLDEN=1 pytest tests/typeset/test_golden.py`, then look at the
difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xiaobian.typeset import LAYOUTS, typeset
from xiaobian.typeset.typography import Typography

HERE = Path(__file__).parent
ARTICLE = (HERE.parents[1] / "bench" / "typeset" / "article.md").read_text("utf-8")
BLUESKY = [("text", 300, "graphemes"), ("text", 3000, "utf8_bytes"), ("images", 4, "count")]


def shown(layout: str) -> str:
    """A rendition as a page to read: its words, then its remarks."""
    made = typeset(ARTICLE, layout, limits=BLUESKY, typography=Typography())
    body = made.html.replace("><", ">\n<") or "\n---\n".join(p.text for p in made.parts)
    remarks = [f"{r.line}: {r.severity} {r.code}" for r in made.remarks]
    head = f"{made.title}\n{made.summary}\n{' '.join(made.tags)} {made.language} {made.cover}"
    return "\n\n".join([head, body.strip(), "\n".join(remarks)]) + "\n"


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_article_looks_as_it_was_found_good(layout: str) -> None:
    file = HERE / "golden" / f"{layout}.txt"
    if os.environ.get("XIAOBIAN_GOLDEN"):
        file.write_text(shown(layout), "utf-8")
    assert shown(layout) == file.read_text("utf-8")
