"""Short posts: divided as the platform counts, with what they mean marked in the text."""

from __future__ import annotations

import json

import pytest

from xiaobian.typeset import MEASURES, Bound, check, typeset
from xiaobian.typeset.rendition import Rendition

BLUESKY = [Bound("text", 300, "graphemes"), Bound("text", 3000, "utf8_bytes"), Bound("images", 4)]


def spans(made: Rendition, part: int = 0) -> list[tuple[str, str, str]]:
    text = made.parts[part].text
    return [(s.kind, text[s.start : s.end], s.target) for s in made.parts[part].spans]


def test_links_tags_and_mentions_become_spans() -> None:
    made = typeset("看[文章](https://a.com/x)和https://b.com #话题#吧 @lin.example", "thread")
    assert made.parts[0].text == "看文章和https://b.com #话题 吧 @lin.example"
    assert spans(made) == [
        ("link", "文章", "https://a.com/x"),
        ("link", "https://b.com", "https://b.com"),
        ("tag", "#话题", "话题"),
        ("mention", "@lin.example", "lin.example"),
    ]
    assert made.parts[0].card_url == "https://a.com/x"
    assert made.tags == ("话题",)


def test_a_line_of_dashes_begins_a_new_part_and_plain_ignores_it() -> None:
    assert [p.text for p in typeset("甲\n\n---\n\n乙", "thread").parts] == ["甲", "乙"]
    assert [p.text for p in typeset("甲\n\n---\n\n乙", "plain").parts] == ["甲\n\n乙"]


def test_every_part_keeps_the_limit_and_no_word_is_lost() -> None:
    text = "\n\n".join(
        f"第{i}段，" + "这一句话说明问题，也不太短。" * (i % 7 + 1) for i in range(40)
    )
    made = typeset(text, "thread", limits=BLUESKY)
    assert not check(made, BLUESKY)
    assert "".join("".join(p.text.split()) for p in made.parts) == "".join(text.split())
    assert all(p.text.endswith("。") for p in made.parts)
    assert len(made.parts) < 1.35 * len(text) / 300


def test_no_part_ends_with_a_heading() -> None:
    text = "字" * 200 + "。\n\n## 小标题\n\n" + "句" * 120 + "。\n\n## 末题\n\n---\n\n后"
    made = typeset(text, "thread", limits=BLUESKY)
    assert [p.text[:3] for p in made.parts] == ["字字字", "小标题", "后"]
    assert made.parts[1].text.endswith("末题")


def test_a_sentence_longer_than_a_part_is_divided_at_clauses_and_said() -> None:
    made = typeset("很长的一个分句，" * 60, "thread", limits=BLUESKY)
    assert all(p.text.endswith("，") for p in made.parts)
    assert [r.code for r in made.remarks] == ["text.cut"]


def test_links_are_never_divided() -> None:
    url = "https://example.com/" + "a" * 200
    made = typeset("字" * 150 + " " + url + " " + "字" * 40, "thread", limits=BLUESKY)
    assert [s for i in range(len(made.parts)) for s in spans(made, i)] == [("link", url, url)]


def test_numbering_is_part_of_the_length() -> None:
    made = typeset("一二三四五六七八九。" * 300, "numbered_thread", limits=BLUESKY)
    count = len(made.parts)
    assert count > 9 and not check(made, BLUESKY)
    assert [p.text.rsplit(" ", 1)[1] for p in made.parts[:2]] == [f"(1/{count})", f"(2/{count})"]
    assert typeset("短", "numbered_thread", limits=BLUESKY).parts[0].text == "短"


def test_pictures_stay_in_their_part_and_spill_with_a_remark() -> None:
    pictures = "\n\n".join(f"![图{i}](media:{i})" for i in range(5))
    made = typeset(
        f"甲\n\n![头](media:a)\n\n---\n\n乙\n\n{pictures}\n\n丙", "thread", limits=BLUESKY
    )
    assert [(p.text, [x.ref for x in p.pictures]) for p in made.parts] == [
        ("甲", ["a"]),
        ("乙", ["0", "1", "2", "3"]),
        ("丙", ["4"]),
    ]
    assert [r.code for r in made.remarks] == ["picture.spilled"]


def test_written_style_puts_addresses_into_the_text() -> None:
    made = typeset("看[文章](https://a.com/x)吧", "written_thread")
    assert made.parts[0].text == "看文章 https://a.com/x 吧"
    assert spans(made) == [("link", "https://a.com/x", "https://a.com/x")]


def test_weibo_closes_its_topics() -> None:
    assert typeset("#a 和 #话题#好", "weibo").parts[0].text == "#a# 和 #话题#好"


def test_blocks_become_plain_lines_and_their_loss_is_said() -> None:
    made = typeset(
        "# 题\n\n- 甲\n- 乙\n  1. 丙\n\n> 引\n\n|a|b|\n|-|-|\n|1|~~2~~|\n\n**粗**[^1]\n\n[^1]: 注",
        "thread",
    )
    assert made.parts[0].text == (
        "题\n\n• 甲\n• 乙\n　1. 丙\n\n“引”\n\na | b\n1 | 2\n\n粗[1]\n\n[1] 注"
    )
    assert {r.code: r.line for r in made.remarks} == {
        "format.heading": 1,
        "format.quote": 7,
        "table.flattened": 9,
        "format.deleted": 11,
        "format.emphasis": 13,
    }


def test_one_grapheme_that_cannot_fit_is_an_error_and_not_a_loop() -> None:
    made = typeset("👨‍👩‍👧‍👦字", "thread", limits=[("text", 5, "utf8_bytes")])
    assert [p.text for p in made.parts] == ["👨‍👩‍👧‍👦", "字"]
    assert made.blocked


def test_check_names_every_rule_that_is_broken() -> None:
    made = typeset("字" * 400 + "\n\n![](media:1)", "plain")
    found = {r.code: r for r in check(made, [*BLUESKY, Bound("images", 0), Bound("title_min", 6)])}
    assert set(found) == {"text.too_long", "images.too_many", "alt.missing", "title.empty"}
    assert found["text.too_long"].values["length"] == 400


def test_an_empty_text_is_an_error() -> None:
    for layout in ("thread", "plain", "blog"):
        assert [r.code for r in check(typeset(" \n\n<!-- nur -->", layout), [])] == ["text.empty"]


@pytest.mark.parametrize("layout", ["thread", "blog"])
def test_a_rendition_survives_json(layout: str) -> None:
    made = typeset("# 题\n\n看[文](https://a.com)\n\n![x](media:1 '注')", layout)
    assert Rendition.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_limits_with_unknown_measures_are_left_alone() -> None:
    assert "bytes" not in MEASURES
    assert not check(typeset("文", "thread"), [("image_bytes", 10, "bytes"), ("text", 1, "bytes")])
