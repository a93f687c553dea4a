"""Chinese typography: right where it helps, absent where it would harm."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaobian.typeset import read, typeset
from xiaobian.typeset.tree import Document
from xiaobian.typeset.typography import Typography


def shown(text: str, set_by: Typography | None = None) -> str:
    return (set_by or Typography())(read(text)).root.plain


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("用Word编辑", "用 Word 编辑"),
        ("用**Word**编辑", "用 Word 编辑"),
        ("按`Ctrl`键和[GitHub](https://github.com)上", "按 Ctrl 键和 GitHub 上"),
        ("好的,我来.你呢?", "好的，我来。你呢？"),
        ("注意:价格(含税)是$30元!", "注意：价格（含税）是 $30 元！"),
        ('他说"可以"就走', "他说“可以”就走"),
        ("等等...再说--好", "等等……再说——好"),
        ("ＡＢＣ１２３号", "ABC123 号"),
        ('Hello, world. It\'s "fine".', 'Hello, world. It\'s "fine".'),
        ("8:00到9:00,版本v1.2.3", "8:00 到 9:00，版本 v1.2.3"),
        ("见example.com/路径?q=中文吧", "见 example.com/路径?q=中文吧"),
        ("写信到lin@example.com,谢谢", "写信到 lin@example.com，谢谢"),
        ("看https://a.com/路径?q=中文,好", "看https://a.com/路径?q=中文，好"),
        ("#小红书运营#和@小编a", "#小红书运营#和@小编a"),
        ("`a,b` 好,`c?d`", "a,b 好，c?d"),
        ("结果(see above)好", "结果 (see above) 好"),
    ],
)
def test_text_is_set_as_an_editor_would(text: str, right: str) -> None:
    assert shown(text) == right


def test_corner_quotes_for_traditional_texts() -> None:
    set_by = Typography(quotes="corner", script="taiwan")
    assert shown('他说"软件"好', set_by) == "他說「軟體」好"


@pytest.mark.parametrize(
    ("script", "right"),
    [("simplified", "头发发现"), ("traditional", "頭髮發現"), ("hongkong", "頭髮發現")],
)
def test_scripts_are_converted_word_by_word(script: str, right: str) -> None:
    set_by = Typography(spaces=False, punctuation=False, quotes="", script=script)  # type: ignore[arg-type]
    source = "頭髮發現" if script == "simplified" else "头发发现"
    assert shown(source, set_by) == right


def test_addresses_code_and_names_survive_a_change_of_script() -> None:
    set_by = Typography(script="traditional")
    document = set_by(read("看https://a.com/x/发现 `发现` @发现 #发现#\n\n![图](media:1 '发现')"))
    assert document.root.plain.startswith("看https://a.com/x/发现 发现 @发现 #發現#")
    assert [n.get("caption") for n in document.walk() if n.kind == "figure"] == ["發現"]


def test_the_pass_can_be_asked_for_by_name() -> None:
    assert typeset("用Word", "plain", typography=Typography()).parts[0].text == "用 Word"


def kept(document: Document) -> list[str]:
    return [
        n.plain + n.get("href")
        for n in document.walk()
        if n.kind in ("code", "code_block", "tag", "mention") or n.get("bare")
    ]


TEXTS = st.lists(
    st.sampled_from(
        ["中文", "Word", " ", ",", ".", "?", "!", ":", '"', "'", "(", ")", "...", "--", "3.5", "，", "。",
         "“", "”", "https://a.com/x?y=中", "`码,b`", "#话题#", "@lin", "**粗**", "a.com", "１", "\n"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_setting_twice_changes_nothing_and_no_letter_is_lost(text: str) -> None:
    before = read(text)
    once = Typography()(before)
    assert Typography()(once).root.plain == once.root.plain
    assert kept(once) == kept(before)

    def letters(plain: str) -> str:
        return re.sub(r"\W", "", plain.translate({0xFF11: "1"}))

    assert letters(once.root.plain) == letters(before.root.plain)
