"""Articles for official accounts: everything in them survives WeChat's editor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.typeset.test_hostile import MARKDOWN
from xiaobian.typeset import check, themes, typeset, wechat_rules
from xiaobian.typeset.markup import elements
from xiaobian.typeset.wechat import GUARD, for_clipboard

ARTICLE = (Path(__file__).parents[2] / "bench" / "typeset" / "article.md").read_text("utf-8")
ALLOWED = {
    "section", "p", "span", "strong", "em", "h2", "h3", "h4", "blockquote", "table", "thead", "tbody",
    "tr", "th", "td", "img", "hr", "br", "a", "sup", "code",
}  # fmt: skip


def html(markdown: str, **settings: str) -> str:
    return typeset(markdown, "wechat", **settings).html


def bare(markdown: str) -> str:
    """The HTML of the body without its styles, for reading."""
    text = re.sub(r' (?:style|data-[a-z-]+)="[^"]*"', "", html(markdown))
    return text.removeprefix("<section>").removesuffix("</section>")


@pytest.mark.parametrize("theme", list(themes.names()))
@pytest.mark.parametrize("accent", ["#c7402e", "#ffdd00", "#0a0a0a", "#3af"])
def test_every_theme_passes_every_rule_in_every_colour(theme: str, accent: str) -> None:
    made = typeset(ARTICLE, "wechat", theme=theme, accent=accent)
    assert check(made, []) == ()
    assert {e.tag for e in elements(made.html)} <= ALLOWED
    assert len(made.html) < 3.4 * len(ARTICLE)


def test_lists_are_written_as_text_with_hanging_indents() -> None:
    assert bare("- 甲\n  1. 乙\n\n     又\n- [x] 丙") == (
        "<section>• 甲</section><section>1. 乙</section><section>又</section>"
        "<section>☑ 丙</section>"
    )
    assert "padding:0 0 0 2.7em;text-indent:-1.6em" in html("- 甲\n  1. 乙")


def test_outside_links_become_numbered_notes_and_own_links_stay() -> None:
    text = bare(
        "[甲](https://a.com) [乙](https://b.com/?x=1&y=2) [又](https://a.com) https://c.com "
        "[内](https://mp.weixin.qq.com/s/x)[^1]\n\n[^1]: 注[丁](https://d.com)"
    )
    assert text == (
        "<p>甲<sup>[1]</sup> 乙<sup>[2]</sup> 又<sup>[1]</sup> <span>https://c.com</span> "
        '<a href="https://mp.weixin.qq.com/s/x">内</a><sup>[3]</sup></p>'
        "<section><p><strong>参考</strong></p><p>[1] <span>https://a.com</span></p>"
        "<p>[2] <span>https://b.com/?x=1&amp;y=2</span></p><p>[3] 注丁<sup>[4]</sup></p>"
        "<p>[4] <span>https://d.com</span></p></section>"
    )


def test_a_footnote_that_nobody_refers_to_is_listed_all_the_same() -> None:
    assert bare("文\n\n[^x]: 孤注").endswith("<p>[1] 孤注</p></section>")


def test_spaces_and_lines_of_code_cannot_collapse() -> None:
    assert bare("```\nif a:\n    b  = 1\n\n\tc\n```") == (
        "<section><code>if\xa0a:<br>\xa0\xa0\xa0\xa0b\xa0\xa0=\xa01<br>\xa0<br>"
        "\xa0\xa0\xa0\xa0c</code></section>"
    )


def test_tables_scroll_and_align_explicitly() -> None:
    text = html("|甲|乙|\n|-|-:|\n|1|2|")
    assert '<section data-ignore-width="1" style="' in text
    assert text.count("text-align:left") == 3 - 1 and text.count("text-align:right") == 2


def test_pictures_say_their_size_when_it_is_known() -> None:
    made = typeset('![猫](media:7f "图注")', "wechat", sizes={"7f": (800, 600)})
    assert '<img src="media:7f" alt="猫" data-w="800" data-ratio="0.75" style="' in made.html
    assert made.media == ("7f",)


def test_quotes_are_never_nested_so_deep_that_the_editor_deletes_them() -> None:
    assert html("> " * 15 + "深").count("<blockquote") == 3


def test_long_articles_are_announced_before_they_are_refused() -> None:
    near = typeset("一段话。\n\n" * 360, "wechat")
    assert [r.code for r in near.remarks] == ["html.near"] and not check(near, [])
    over = typeset("一段话。\n\n" * 600, "wechat")
    assert [r.code for r in check(over, [])] == ["html.too_long"]


def test_the_guard_for_pasting_stands_at_both_ends() -> None:
    guarded = for_clipboard(typeset("文", "wechat")).html
    assert guarded.startswith(GUARD) and guarded.endswith(GUARD)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("wechat.tag", "<div>字</div>"),
        ("wechat.attribute", '<p class="x">字</p>'),
        ("wechat.opacity", '<img src="media:1" style="opacity:0">'),
        ("wechat.caret", '<p style="caret-color:rgba(0, 0, 0, 0)">字</p>'),
        ("wechat.line_height", '<p style="line-height:0.8">字</p>'),
        ("wechat.width", '<section style="width:677px">字</section>'),
        ("wechat.height", '<section style="height:40px">字</section>'),
        ("wechat.align", '<p style="text-align:start">字</p>'),
        ("wechat.begin", '<svg begin="touchstart"></svg>'),
        ("wechat.pre", "<pre>字</pre>"),
        ("wechat.nesting", "<section>" * 12 + "字" + "</section>" * 12),
        ("wechat.font", '<p style="font-family:Arial">字</p>'),
        ("wechat.contrast", '<p style="color:#fff;background-color:#fefefe">字</p>'),
        ("wechat.gradient", '<p style="background:linear-gradient(red,blue)">字</p>'),
        ("wechat.important", '<p style="color:#333!important">字</p>'),
        ("wechat.empty", "<section>" + "<p></p>" * 25 + "</section>"),
        ("wechat.position", '<p style="position:absolute">字</p>'),
        ("wechat.variable", '<p style="color:var(--x)">字</p>'),
        ("wechat.background", '<p style="background:url(https://a.com/x.png)">字</p>'),
        ("wechat.link", '<a href="https://a.com">字</a>'),
        ("wechat.image", '<img src="https://a.com/x.png">'),
        ("wechat.svg_image", '<img src="https://mmbiz.qpic.cn/x.svg">'),
        ("wechat.nested_list", "<ul><li>甲<ul><li>乙</li></ul></li></ul>"),
    ],
)
def test_each_rule_is_broken_by_its_own_fault_only(code: str, bad: str) -> None:
    assert [r.code for r in wechat_rules.check(bad)] == [code]


def test_every_rule_has_a_fault_that_tests_it_and_a_source() -> None:
    (marks,) = test_each_rule_is_broken_by_its_own_fault_only.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in marks.args[1]} == {r.code for r in wechat_rules.RULES}
    assert all(r.source and r.since for r in wechat_rules.RULES)


@settings(max_examples=60, deadline=None)
@given(MARKDOWN)
def test_whatever_is_written_keeps_the_rules(text: str) -> None:
    made = typeset(text, "wechat")
    assert {r.code for r in wechat_rules.check(made.html)} <= {"wechat.image"}
    assert {e.tag for e in elements(made.html)} <= ALLOWED
