"""The scanner asks what a careful reviewer would ask, and leaves harmless words alone."""

from __future__ import annotations

import json
import random
import time
from datetime import date

import pytest
from click.testing import CliRunner

from xiaobian.typeset import compliance, read
from xiaobian.typeset.cli import check_file
from xiaobian.typeset.compliance import read_words, scan
from xiaobian.typeset.remarks import REMARKS


def words(text: str, **settings: object) -> list[str]:
    found = scan(read(text), **settings)  # type: ignore[arg-type]
    return [str(r.values["word"]) for r in found if r.code.startswith("word.")]


def codes(text: str, **settings: object) -> list[str]:
    return [r.code for r in scan(read(text), **settings)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全网最低价，销量第一！", ["全网最低", "销量第一"]),
        ("行业第一品牌", ["行业第一"]),
        ("最佳选择", ["最佳"]),
        ("最**佳**选择", ["最佳"]),
        ("蕞佳、最 佳、最·佳", ["蕞佳", "最 佳", "最·佳"]),
        ("ＴＯＰ１ 和 NO.1", ["ＴＯＰ１", "NO.1"]),
        ("無副作用", ["無副作用"]),
        ("![最佳](media:1 '顶级')", ["最佳", "顶级"]),
    ],
)
def test_words_are_found_however_they_are_dressed(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "最好先试用",
        "你最好早点来",
        "第一步，洗脸",
        "第一次、第一章、第一季度、第一时间、第一眼",
        "第一，洗脸。第二，擦干。",
        "最佳赏味期",
        "荣获最佳",
        "国家级自然保护区",
        "顶级域名",
        "唯一标识",
        "王牌对王牌",
        "`最佳` 是代码",
        "topic1 和 stop10",
        "最近、最后、最大化、最多可选三项",
    ],
)
def test_harmless_uses_are_left_alone(text: str) -> None:
    assert words(text) == []


def test_a_hit_names_line_law_and_surroundings() -> None:
    (hit,) = scan(read("甲\n\n乙\n丙这是顶级面霜丁"))
    assert (hit.line, hit.severity, hit.code) == (4, "warning", "word.absolute")
    assert "广告法" in hit.values["law"] and hit.values["context"] == "乙 丙这是顶级面霜丁"


def test_platform_words_are_asked_only_on_their_platform() -> None:
    text = "加V信，转发朋友圈"
    assert words(text) == []
    assert words(text, platform="xiaohongshu") == ["加V"]
    assert words(text, platform="wechat") == ["转发朋友圈"]


def test_names_that_contain_a_word_are_spared() -> None:
    assert words("顶级咖啡馆的顶级豆子", allowed=["顶级咖啡馆"]) == ["顶级"]


def test_the_house_adds_its_own_words() -> None:
    house = read_words("word,note,after\n竞品A,请写“同类产品”,\n老板,称呼,(?:娘|椅)\n")
    assert words("竞品a 的老板娘和老板", house=house) == ["竞品a", "老板"]
    assert [w.text for w in read_words("甲\n乙,注\n\n")] == ["甲", "乙"]
    assert read_words("") == ()


@pytest.mark.parametrize(
    ("text", "code", "mended"),
    [
        ("领券到手价 99", "label.advertisement", "广告：领券到手价 99"),
        ("90%的用户说好", "label.source", "90%的用户说好（来源：2026 年问卷，样本 800）"),
        ("数据显示更好", "label.source", "数据显示更好[^1]\n\n[^1]: 据国家统计局报告"),
        ("独有专利技术", "label.patent", "专利技术（ZL202310000000.1）"),
        ("这只基金产品不错", "label.risk", "这只基金产品不错，投资有风险"),
        ("转发抽奖送 3 份", "label.prize", "抽奖，11月30日截止"),
    ],
)
def test_what_must_be_said_is_missed_until_it_is_there(text: str, code: str, mended: str) -> None:
    assert code in codes(text) and code not in codes(mended)


def test_advertisements_and_generated_texts_must_say_so() -> None:
    assert codes("好看", advertisement=True) == ["label.advertisement"]
    assert codes("广告 好看", advertisement=True) == []
    assert codes("好看", generated=True) == ["label.ai"]
    assert codes("---\nAIGC:\n  Label: 1\n---\n好看") == ["label.ai"]
    assert codes("本文由 AI 生成", generated=True) == []


def test_every_word_says_where_it_comes_from_and_has_a_message() -> None:
    for table in compliance._tables():
        assert isinstance(table["checked"], date)
        for group in table["group"]:
            assert (
                group["law"] and group["code"] in REMARKS and REMARKS[group["code"]][0] != "error"
            )
            known = set(group["words"])
            assert len(known) == len(group["words"])
            assert set(group.get("after", {})) | set(group.get("before", {})) <= known
        assert all(row["code"] in REMARKS for row in table.get("label", ()))


def test_ten_thousand_house_words_in_a_long_text_take_no_time() -> None:
    chance = random.Random(3)
    letters = [chr(c) for c in range(0x4E00, 0x4E00 + 2000)]
    house = read_words(
        "\n".join({"".join(chance.choices(letters, k=chance.randint(3, 5))) for _ in range(10_000)})
    )
    document = read("。\n\n".join("".join(chance.choices(letters, k=200)) for _ in range(500)))
    scan(document, house=house)  # builds the automaton once
    began = time.process_time()
    scan(document, house=house)
    assert time.process_time() - began < 2


def test_the_command_names_places_and_fails_only_on_what_would_be_refused() -> None:
    made = CliRunner().invoke(check_file, ["-"], input="甲\n\n顶级面霜")
    assert made.exit_code == 0
    assert made.output.startswith("<stdin>:3: warning: “顶级” may count as an absolute term")
    refused = CliRunner().invoke(
        check_file, ["-", "--for", "xiaohongshu", "--json"], input="加微信"
    )
    assert refused.exit_code == 1
    assert {r["code"] for r in json.loads(refused.output)["remarks"]} >= {
        "word.off_platform",
        "images.none",
    }
