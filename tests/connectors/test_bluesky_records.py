"""Records say what the rendition says, by the bytes that Bluesky counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaobian.accounts.port import Post, Upload
from xiaobian.connectors.bluesky import record
from xiaobian.connectors.bluesky.fake.lexicon import check_post
from xiaobian.typeset.rendition import Part, Picture, Rendition, Span

AT = datetime(2026, 11, 22, 4, 30, 0, 7_000, tzinfo=UTC)


def write(*parts: Part, **values: object) -> Post:
    uploads = values.pop("uploads", {})
    card = values.pop("card", {})
    return Post("3la2aaaaaaaaa", Rendition("thread", parts=parts, **values), AT, uploads, card=card)  # type: ignore[arg-type]


pieces = st.lists(
    st.tuples(
        st.text(st.sampled_from("ab 汉é👩‍👧🇨🇳\n"), max_size=8),
        st.sampled_from(["", "link", "tag", "mention"]),
    ),
    max_size=8,
)


@given(pieces)
def test_every_span_covers_its_own_bytes(given_pieces: list[tuple[str, str]]) -> None:
    text, spans, words = "", [], []
    targets = {"link": "https://example.com/", "tag": "茶", "mention": "zhou.test"}
    for piece, kind in given_pieces:
        if kind and piece:
            spans.append(Span(len(text), len(text) + len(piece), kind, targets[kind]))  # type: ignore[arg-type]
            words.append(piece)
        text += piece
    made = record.build(write(Part(text, tuple(spans))), 0, {}, {"zhou.test": "did:plc:zhou"})
    facets = made.get("facets", [])
    raw = text.encode()
    cut = [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in facets]
    assert cut == words
    check_post(made, lambda cid: {})


@pytest.mark.parametrize(
    "span",
    [
        Span(0, 2, "mention", "nobody.test"),
        Span(0, 2, "link", "javascript:alert(1)"),
        Span(0, 2, "tag", "长" * 65),
        Span(0, 2, "tag", ""),
        Span(1, 1, "tag", "x"),
        Span(0, 99, "tag", "x"),
        Span(-1, 2, "tag", "x"),
    ],
)
def test_a_span_that_can_not_be_expressed_stays_plain_text(span: Span) -> None:
    made = record.build(write(Part("小编", (span,))), 0, {}, {"nobody.test": ""})
    assert "facets" not in made
    assert made["text"] == "小编"


def test_the_moment_is_frozen_in_utc_to_the_millisecond() -> None:
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert record.instant(shanghai) == record.instant(AT) == "2026-11-22T04:30:00.007Z"


def test_tags_in_the_text_are_not_said_twice() -> None:
    part = Part("看 #Tea", (Span(2, 6, "tag", "Tea"),))
    post = write(part, Part("more"), tags=("tea", "山野", "山野"))
    assert record.build(post, 0, {}, {})["tags"] == ["山野"]
    assert "tags" not in record.build(post, 1, {}, {})


@pytest.fixture
def picture(tmp_path: Path) -> Upload:
    path = tmp_path / "p.webp"
    path.write_bytes(b"x" * 10)
    return Upload("p", path, "image/webp", 3, 2, alt="从文件来")


def test_pictures_win_over_the_card_and_carry_words_and_shape(picture: Upload) -> None:
    part = Part("茶", pictures=(Picture("p", "杯子"), Picture("p")), card_url="https://e.com/")
    post = write(part, uploads={"p": picture}, card={"url": "https://e.com/", "title": "t"})
    embed = record.build(post, 0, {"p": {"$type": "blob"}}, {})["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert [i["alt"] for i in embed["images"]] == ["杯子", "从文件来"]
    assert embed["images"][0]["aspectRatio"] == {"width": 3, "height": 2}


def test_a_card_without_words_shows_its_address() -> None:
    post = write(
        Part("", card_url="https://e.com/"), card={"url": "https://other.com/", "title": "no"}
    )
    embed = record.build(post, 0, {}, {})["embed"]
    assert embed["external"] == {
        "uri": "https://e.com/", "title": "https://e.com/", "description": "",
    }  # fmt: skip


def test_a_card_picture_that_is_too_large_is_left_out(picture: Upload) -> None:
    post = write(
        Part("茶", card_url="https://e.com/"),
        uploads={"p": picture},
        card={"url": "https://e.com/", "ref": "p"},
    )
    assert record.needed(post) == ["p"]
    picture.path.write_bytes(b"x" * 1_000_001)
    assert record.needed(post) == []
    assert record.problem(post) == ""


@pytest.mark.parametrize(
    ("post", "why"),
    [
        (write(), "nothing"),
        (write(Part("  ")), "nothing"),
        (write(Part("ok"), Part("字" * 301)), "part 2: the text is longer than 300 graphemes"),
        (write(Part("👨‍👩‍👧‍👦" * 121)), "3000 utf8_bytes"),
        (write(Part("x", pictures=(Picture("gone"),))), "not made ready"),
        (write(Part("x"), tags=tuple("abcdefghi")), "8 tags"),
        (write(Part("x"), tags=("长" * 65,)), "too long"),
    ],
)
def test_what_bluesky_would_refuse_is_said_without_asking_it(post: Post, why: str) -> None:
    assert why in record.problem(post)


def test_files_are_looked_at_before_they_are_sent(tmp_path: Path, picture: Upload) -> None:
    part = Part("x", pictures=(Picture("p"),))
    gone = Upload("p", tmp_path / "gone.png", "image/png")
    film = Upload("p", picture.path, "video/mp4")
    assert "missing" in record.problem(write(part, uploads={"p": gone}))
    assert "video/mp4" in record.problem(write(part, uploads={"p": film}))
    assert record.problem(write(part, uploads={"p": picture})) == ""
