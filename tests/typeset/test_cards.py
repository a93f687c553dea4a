"""Cards, covers and PDF: the same text as pictures, whatever stands in it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from xiaobian.typeset import cards, read, themes
from xiaobian.typeset.cards import COVERS, Maker
from xiaobian.typeset.cli import cards_file

ARTICLE = (Path(__file__).parents[2] / "bench" / "typeset" / "article.md").read_text("utf-8")


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#c7402e").save(out, "PNG")
    return out.getvalue()


def opened(page: bytes) -> Image.Image:
    return Image.open(io.BytesIO(page)).convert("RGB")


def inked(page: bytes) -> int:
    """How many colours a page has: an empty one has a single one."""
    return len(opened(page).getcolors(1_000_000) or [])


def test_an_article_becomes_cards_of_the_right_size_with_a_front_page() -> None:
    made = cards.cards(read(ARTICLE), maker=Maker(by="小编研究所", mark="编"))
    assert 6 <= len(made.pages) <= 14
    assert {opened(p).size for p in made.pages} == {(1080, 1440)}
    assert all(inked(p) > 10 for p in made.pages)
    assert [r.code for r in made.remarks] == ["picture.missing"]


@pytest.mark.parametrize("size", list(COVERS.values()))
@pytest.mark.parametrize("key", list(themes.names()))
def test_every_theme_makes_every_cover_on_one_page(key: str, size: tuple[int, int]) -> None:
    maker = Maker(by="小编研究所", mark="编", theme=key, accent="#0a7")
    made = cards.cover("一个相当长的标题，长到要换两三行才放得下" * 2, maker=maker, size=size)
    (page,) = made.pages
    assert opened(page).size == size and inked(page) > 10 and not made.remarks


def test_a_line_of_dashes_begins_a_new_card_and_pictures_are_set() -> None:
    text = "甲\n\n---\n\n![高](media:1 '注')\n\n---\n\n丙"
    made = cards.cards(read(text), pictures={"1": picture(300, 1500)})
    assert len(made.pages) == 3 and not made.remarks
    colours = opened(made.pages[1]).getcolors(1_000_000) or []
    assert any(c == (199, 64, 46) for _, c in colours)


def test_text_can_never_become_code() -> None:
    hostile = '#panic("x") #import "x" $x$ \\ *a* _b_ <l> @r `#raw` [c](https://a.com/#read("/etc/passwd"))'
    made = cards.cards(
        read(f"# {hostile}\n\n{hostile}\n\n- {hostile}\n\n> {hostile}\n\n|{hostile}|\n|-|\n|x|")
    )
    assert len(made.pages) >= 2


def test_a_text_of_every_kind_is_set_as_a_pdf() -> None:
    made = cards.pages(read(ARTICLE), maker=Maker(by="小编"))
    (pdf,) = made.pages
    assert pdf.startswith(b"%PDF-") and len(pdf) > 20_000
    assert cards.pages(read("")).pages[0].startswith(b"%PDF-")


def test_more_cards_than_platforms_take_are_announced() -> None:
    made = cards.cards(read("\n\n---\n\n".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")))
    assert [(r.code, r.values["count"]) for r in made.remarks] == [("cards.too_many", 20)]


def test_the_command_writes_files(tmp_path: Path) -> None:
    made = CliRunner().invoke(cards_file, ["-", "-o", str(tmp_path)], input="# 题\n\n文")
    assert made.exit_code == 0, made.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cards-01.png", "cards-02.png"]
