"""What the library takes and what it refuses, by content and never by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media import corpus
from xiaobian.media.inspect import UnfitFile, inspect


@pytest.fixture
def put(tmp_path: Path):
    """Write bytes where the inspector can read them; the name says nothing."""

    def write(data: bytes) -> Path:
        path = tmp_path / "upload.part"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_refuses_and_says_what_to_do(name: str, put) -> None:
    make, words = corpus.HOSTILE[name]
    with pytest.raises(UnfitFile) as refused:
        inspect(put(make()))
    assert words in str(refused.value)
    assert str(refused.value).count(".") >= 1


@pytest.mark.parametrize(
    ("data", "mime", "size", "frames"),
    [
        (corpus.jpeg(), "image/jpeg", (600, 400), 1),
        (corpus.png(), "image/png", (600, 400), 1),
        (corpus.encoded(corpus.photo(), "WEBP"), "image/webp", (600, 400), 1),
        (corpus.encoded(corpus.photo(), "AVIF"), "image/avif", (600, 400), 1),
        (corpus.animation(), "image/gif", (120, 80), 5),
        (corpus.animation(kind="WEBP"), "image/webp", (120, 80), 5),
        (corpus.animation(kind="PNG"), "image/png", (120, 80), 5),
        (corpus.cmyk_jpeg(), "image/jpeg", (300, 200), 1),
        (corpus.deep_png(), "image/png", (256, 64), 1),
        (corpus.turned_jpeg(6), "image/jpeg", (600, 400), 1),
        (corpus.turned_jpeg(3), "image/jpeg", (600, 400), 1),
        (corpus.png(corpus.drawing(10_000, 10_000, "1")), "image/png", (10_000, 10_000), 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_takes_pictures_of_every_known_type(data, mime, size, frames, put) -> None:
    facts = inspect(put(data))
    assert (facts.kind.mime, (facts.width, facts.height), facts.frames) == (mime, size, frames)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_camera_notes_do_not_spoil_a_good_picture(put) -> None:
    notes = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(20)
    assert inspect(put(corpus.jpeg(exif=notes))).width == 600


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=60, deadline=None)
@given(
    which=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
    cut=st.integers(0, 2_000),
    places=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=12),
)
def test_no_damage_makes_the_inspector_fall(tmp_path_factory, which, cut, places) -> None:
    data = bytearray(corpus.encoded(corpus.drawing(60, 40), which))
    for place, value in places:
        data[place % len(data)] = value
    path = tmp_path_factory.mktemp("damaged") / "x"
    path.write_bytes(bytes(data[: len(data) - cut % len(data)]))
    try:
        facts = inspect(path)
    except UnfitFile as refused:
        assert str(refused)
    else:
        assert facts.width * facts.height <= 100_000_000
