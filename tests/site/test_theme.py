"""Whatever colour a brand chooses, everybody can read its pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiaobian.site import theme

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS)
def test_every_pair_of_colours_has_its_contrast(accent: str) -> None:
    for paper, card in (
        (theme.LIGHT_PAPER, theme.LIGHT_CARD),
        (theme.DARK_PAPER, theme.DARK_CARD),
    ):
        colour = theme.readable(accent, paper, card)
        assert theme.contrast(colour, paper) >= 4.5
        assert theme.contrast(colour, card) >= 4.5
        assert theme.contrast(theme.ink_on(colour), colour) >= 4.5
    assert theme.contrast(theme.ink_on(accent), accent) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    assert theme.readable("#a3301c", theme.LIGHT_PAPER) == "#a3301c"
    assert theme.version("#a3301c") != theme.version("#a3301d")
