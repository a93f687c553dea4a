"""Markdown as our writers write it becomes a tree that keeps words, meaning and lines."""

from __future__ import annotations

import pytest

from xiaobian.typeset import read
from xiaobian.typeset.tree import Document, Node


def only(document: Document, kind: str) -> Node:
    found = [n for n in document.walk() if n.kind == kind]
    assert len(found) == 1, found
    return found[0]


def kinds(document: Document) -> list[str]:
    return [n.kind for n in document.root.children]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**重点。**后面", "重点。"),
        ("他说**“不行”**就走了", "“不行”"),
        ("税込**¥10,000**で", "¥10,000"),
        ("太郎は**「こんにちわ」**といった", "「こんにちわ」"),
        ("이 용어**(This term)**를", "(This term)"),
        ("**该星号（会被识别）**这就对了", "该星号（会被识别）"),
        ("我可以强调**这个`code`**吗", "这个code"),
        ("Go**「初心者」**を", "「初心者」"),
        ("葛󠄀**「」**", "「」"),
        ("〽︎**(庵点)**は", "(庵点)"),
        ("**真…**她", "真…"),
        ("真**【她**", "【她"),
    ],
)
def test_chinese_emphasis_works_beside_punctuation(text: str, words: str) -> None:
    assert only(read(text), "strong").plain == words


@pytest.mark.parametrize("text", ["a**a«**a", "a**∇a**a", "a**a𝜵**a", "a**𐬻a**a"])
def test_other_scripts_keep_the_rules_of_commonmark(text: str) -> None:
    assert not [n for n in read(text).walk() if n.kind == "strong"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("看https://a.com/b，然后", "https://a.com/b"),
        ("请访问https://example.com查看详情", "https://example.com"),
        ("（https://example.com/a_(b)）", "https://example.com/a_(b)"),
        ("(see https://example.com/x).", "https://example.com/x"),
        ("https://a.com/路径?q=中文。", "https://a.com/路径?q=中文"),
        ("https://zh.wikipedia.org/wiki/小编，", "https://zh.wikipedia.org/wiki/小编"),
        ("https://a.com/x_y_z*", "https://a.com/x_y_z"),
        ("链接：http://localhost:8000/x?a=1&b=2！", "http://localhost:8000/x?a=1&b=2"),
        ("https://例子.中国/页/二", "https://例子.中国/页/二"),
        ("“https://a.com”", "https://a.com"),
        ("https://a.com/点击查看 ", "https://a.com/"),
    ],
)
def test_bare_links_end_where_chinese_prose_begins(text: str, url: str) -> None:
    link = only(read(text), "link")
    assert (link.plain, link.get("bare")) == (url, "1")


@pytest.mark.parametrize("text", ["xhttps://a.com", "`https://a.com`", "https://", "a://b.c"])
def test_what_looks_like_a_link_but_is_none_stays_text(text: str) -> None:
    assert not [n for n in read(text).walk() if n.kind == "link"]


@pytest.mark.parametrize(
    ("text", "tags", "mentions"),
    [
        ("#小红书运营#和@小编", ["小红书运营"], ["小编"]),
        ("#tag and #标签", ["tag", "标签"], []),
        ("#双十一 狂欢# 开始", ["双十一 狂欢"], []),
        ("#a 和 #b", ["a", "b"], []),
        ("#话题#正文 C# F# #123", ["话题"], []),
        ("a@b.com @jay.bsky.social, @lin.", [], ["jay.bsky.social", "lin"]),
        ("@lin@mastodon.example 你好@name你好", [], ["lin@mastodon.example", "name"]),
        ("\\#不是 \\@不是 `#也不是` [#链接里](https://a.com)", [], []),
        ("https://a.com/#x&#35; &amp;#x", [], []),
        ("价格#1# 颜色#红色", ["1", "红色"], []),
    ],
)
def test_hashtags_and_mentions_are_found(text: str, tags: list[str], mentions: list[str]) -> None:
    document = read(text)
    assert [n.get("word") for n in document.walk() if n.kind == "tag"] == tags
    assert [n.get("handle") for n in document.walk() if n.kind == "mention"] == mentions


def test_every_node_knows_its_line() -> None:
    document = read("# 一\n\n甲 `x\ny` [乙\n丙](https://a.com) **丁**\n戊 *己*\n\n- 庚\n  - 辛\n")
    lines = {n.plain: n.line for n in document.walk() if n.kind in ("strong", "em", "heading")}
    assert lines == {"一": 1, "丁": 5, "己": 6}
    assert [n.line for n in document.walk() if n.kind == "item"] == [8, 9]


def test_a_paragraph_of_pictures_becomes_figures() -> None:
    document = read('![猫](media:7f "一只猫")\n![狗](https://x.com/d.png)\n\n文 ![内](media:8)')
    assert kinds(document) == ["figure", "figure", "paragraph"]
    assert dict(document.root.children[0].attrs) == {"src": "7f", "alt": "猫", "caption": "一只猫"}
    assert only(document, "image").get("src") == "8"


def test_a_picture_that_is_nowhere_is_an_error() -> None:
    (remark,) = read("甲\n\n![x](cat.png)").remarks
    assert (remark.severity, remark.code, remark.line) == ("error", "image.relative", 3)


def test_tasks_tables_strikes_and_footnotes_are_read() -> None:
    document = read("- [x] ~~旧~~\n- [ ] 新[^a]\n\n|甲|乙|\n|:-|-:|\n|1|2|\n\n[^a]: 注\n[^b]: 无\n")
    assert [n.get("task") for n in document.walk() if n.kind == "item"] == ["done", "open"]
    assert [n.get("align") for n in document.walk() if n.kind == "cell"] == ["left", "right"] * 2
    assert [(n.get("number"), n.plain) for n in document.notes] == [("1", "注"), ("2", "无")]
    assert [r.code for r in document.remarks] == ["note.unused"]


def test_front_matter_is_data_and_provenance_is_kept() -> None:
    document = read('---\nTitle: "好题"\ntags: [甲, 乙]\nAIGC:\n  Label: "1"\n---\n正文 #丙')
    assert document.meta == {"title": "好题", "tags": "甲\n乙", "aigc": 'Label: "1"'}
    assert document.tags == ("甲", "乙", "丙")
    assert document.root.plain == "正文 #丙"


def test_raw_html_is_shown_and_said_comments_and_breaks_are_understood() -> None:
    document = read("甲<br>乙<!-- 私下 --><b>丙</b>")
    assert document.root.plain == "甲\n乙<b>丙</b>"
    assert [r.code for r in document.remarks] == ["html.literal"]


def test_what_stands_too_deep_stays_in_the_text() -> None:
    document = read(">" * 100 + " 很深\n\n之后")
    assert document.root.plain.replace(">", "").replace(" ", "") == "很深之后"
    assert "text.deep" in [r.code for r in document.remarks]


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    document = read("a\x00b\ud800c")
    assert document.root.plain == "a\ufffdb\ufffdc"
    assert [r.code for r in document.remarks] == ["text.broken"]
