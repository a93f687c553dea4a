"""Reasons are stored in English and said in the reader's language, places and all."""

from __future__ import annotations

from xiaobian.kernel.reasons import reason, said

CHINESE = {
    "the water is cold": "水凉了",
    "cup {number}: {why}": "第 {number} 杯：{why}",
    "tea": "茶",
}
CUP = reason("cup {number}: {why}")


def chinese(text: str) -> str:
    return CHINESE.get(text, text)


def test_a_plain_reason_is_translated() -> None:
    assert said("the water is cold", chinese) == "水凉了"


def test_a_filled_reason_is_known_again_and_the_reason_inside_it_too() -> None:
    assert said(CUP.format(number=3, why="the water is cold"), chinese) == "第 3 杯：水凉了"


def test_what_stands_in_other_places_is_left_alone() -> None:
    assert said(CUP.format(number="tea", why="x\ny"), chinese) == "第 tea 杯：x\ny"


def test_words_of_a_platform_stay_as_they_are() -> None:
    assert said("Rate Limit Exceeded: {why}", chinese) == "Rate Limit Exceeded: {why}"


def test_no_reason_says_nothing() -> None:
    # gettext("") would answer with the catalogue's header.
    assert said("", lambda text: "Project-Id-Version") == ""
