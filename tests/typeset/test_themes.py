"""Themes: a bad one can't be made, a good one can be read in any brand's colour."""

from __future__ import annotations

import pytest

from xiaobian.typeset import themes
from xiaobian.typeset.colour import contrast, mix, parse, readable, written

ACCENTS = ["#c7402e", "#ffdd00", "#ffffff", "#000000", "#33aaff", "#8bc34a"]


@pytest.mark.parametrize("key", list(themes.names()))
@pytest.mark.parametrize("accent", ACCENTS)
def test_text_can_be_read_in_every_colour(key: str, accent: str) -> None:
    tokens = themes.theme(key, accent).tokens
    assert contrast(tokens["accent"], tokens["paper"]) >= 4.5
    assert contrast(tokens["on_accent"], tokens["accent"]) >= 3
    assert contrast(tokens["ink"], tokens["tint"]) >= 4.5


def test_the_six_themes_differ_and_have_names_in_both_languages() -> None:
    names = themes.names()
    assert len(names) == 6 and all(en and zh for en, zh in names.values())
    assert len({themes.theme(k).styles["h2"] for k in names}) == 6


def test_an_unknown_theme_is_the_default() -> None:
    assert themes.theme("none").key == themes.DEFAULT


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"styles": {"p": "position:absolute"}}, "isn't kept"),
        ({"styles": {"p": "color:{pink}"}}, "no such token"),
        ({"styles": {"q": "color:#333"}}, "no such kind"),
        ({"styles": {"p": "color:red!important"}}, "isn't kept"),
        ({"styles": {"p": "background-color:url(x)"}}, "isn't kept"),
        ({"styles": {"p": 'color:#333"onclick='}}, "isn't kept"),
        ({"styles": {"p": "height:40px"}}, "fixed height"),
        ({"tokens": {"ink": "#eeeeee"}}, "can't be read"),
        ({"tokens": {"ink": "ink"}}, "not a colour"),
        ({"tokens": {"size": "40"}}, "between"),
    ],
)
def test_a_theme_that_wechat_would_spoil_is_refused(table: dict[str, object], why: str) -> None:
    with pytest.raises(themes.BadTheme, match=why):
        themes.make("mine", table)


def test_the_same_table_dresses_a_site() -> None:
    sheet = themes.css(themes.theme("poster", "#0a7"), ".post")
    assert ".post h2 {" in sheet and ".post blockquote {" in sheet and "{accent}" not in sheet


def test_colours_are_mixed_and_written_short() -> None:
    assert parse("#c43") == (204, 68, 51) and written((204, 68, 51)) == "#c43"
    assert mix("#000", "#fff", 0.5) == "#808080"
    assert contrast("#000", "#fff") == 21
    assert contrast(readable("#ffff00", "#ffffff"), "#ffffff") >= 4.5
