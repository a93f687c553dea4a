"""CPU time of every layout on a 3,300-character article, and of the measures and the diff.

    python bench/typeset/bench_layouts.py

Targets are CPU-ms per operation on one core of a 2026 cloud machine; the run fails above them.
For scale, rivals on a comparable article and machine: Markdown → WeChat HTML takes doocs/md 35–45
CPU-ms (marked, DOMPurify, juice under Node) and makes 26,670 characters; markdown-it-py with
css-inline takes 3.6 (25,000 characters), with premailer 106.
A 1080 × 1440 card takes Pillow 37–66 (with poorer setting), a warm Chromium 102.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from xiaobian.typeset import LAYOUTS, MEASURES, cards, diff, read, typeset, wechat_rules
from xiaobian.typeset.compliance import scan
from xiaobian.typeset.typography import Typography

ARTICLE = (Path(__file__).parent / "article.md").read_text("utf-8")
BLUESKY = [("text", 300, "graphemes"), ("text", 3000, "utf8_bytes")]


def cpu_ms(work: Callable[[], object], rounds: int = 40) -> float:
    """The least CPU time of one call, warm: what is above it is the machine's other work."""
    for _ in range(3):
        work()
    times: list[float] = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return min(times)


def main() -> int:
    """Print a table; 1 if a target was missed."""
    document = read(ARTICLE)
    edited = ARTICLE.replace("选题", "题目").replace("90 天", "一百天")
    rows: list[tuple[str, float, float]] = [("read", cpu_ms(lambda: read(ARTICLE)), 8)]
    rows.append(("markdown → wechat", cpu_ms(lambda: typeset(ARTICLE, "wechat")), 5))
    made = typeset(ARTICLE, "wechat").html
    rows.append(("wechat rules", cpu_ms(lambda: wechat_rules.check(made)), 8))
    for name, layout in LAYOUTS.items():
        rows.append((name, cpu_ms(lambda f=layout: f(document, limits=BLUESKY)), 5))
    for name, measure in MEASURES.items():
        rows.append((name, cpu_ms(lambda f=measure: f(ARTICLE)), 5))
    rows.append(("diff.words", cpu_ms(lambda: diff.words(ARTICLE, edited)), 20))
    sheets = len(cards.cards(document).pages)
    rows.append((f"cards ({sheets})", cpu_ms(lambda: cards.cards(document), 5), 700))
    rows.append(("cover", cpu_ms(lambda: cards.cover("小编的一天"), 10), 60))
    rows.append(("pdf", cpu_ms(lambda: cards.pages(document), 10), 200))
    rows.append(("compliance", cpu_ms(lambda: scan(document)), 10))
    rows.append(("typography", cpu_ms(lambda: Typography()(document)), 20))
    print(f"WeChat HTML: {len(made)} characters for {len(ARTICLE)} of Markdown")
    for name, took, target in rows:
        print(f"{name:18} {took:8.2f} ms   target {target:3} {'' if took <= target else 'MISSED'}")
    return int(any(took > target for _, took, target in rows))


if __name__ == "__main__":
    sys.exit(main())
