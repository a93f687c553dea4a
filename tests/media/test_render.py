"""Pictures made for one purpose: upright, in sRGB, without metadata, within their bytes."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.media import corpus
from xiaobian.media.inspect import UnfitFile, inspect
from xiaobian.media.recipes import Recipe, Rendered
from xiaobian.media.render import render

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
WIDE = Recipe((WEBP, JPEG), width=320)
PLATFORM = Recipe((JPEG, PNG))


@pytest.fixture
def made(tmp_path: Path):
    """Render bytes by a recipe, through the inspector as the library does."""

    def make(data: bytes, recipe: Recipe) -> tuple[Rendered, Image.Image]:
        path = tmp_path / "original"
        path.write_bytes(data)
        rendered = render(path, inspect(path).kind.mime, recipe)
        image = Image.open(io.BytesIO(rendered.data))
        image.load()
        assert (Image.MIME[image.format], image.size) == (
            rendered.mime,
            (rendered.width, rendered.height),
        )
        return rendered, image

    return make


@pytest.mark.parametrize("orientation", range(1, 9))
def test_stands_upright_however_the_camera_was_held(orientation, made) -> None:
    _, image = made(corpus.turned_jpeg(orientation), WIDE)
    assert image.width > image.height
    red, blue = image.convert("RGB").getpixel((9, 9)), image.convert("RGB").getpixel((9, 190))
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


@pytest.mark.parametrize("recipe", [WIDE, PLATFORM, Recipe((PNG,)), Recipe((JPEG,), size=20_000)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_tells_where_or_by_whom_it_was_taken(recipe, kind, made) -> None:
    exif = corpus.camera_notes()
    data = corpus.encoded(corpus.photo(), kind, exif=exif)
    assert b"SecretCamera" in data
    rendered, image = made(data, recipe)
    assert b"SecretCamera" not in rendered.data
    assert not dict(image.getexif())
    assert not {"icc_profile", "exif", "xmp", "comment"} & set(image.info)


def test_comments_of_a_jpeg_are_left_behind(made) -> None:
    assert b"of lin" not in made(corpus.turned_jpeg(1), PLATFORM)[0].data


def test_printers_colours_become_screen_colours(made) -> None:
    _, image = made(corpus.cmyk_jpeg(), PLATFORM)
    red, green, blue = image.getpixel((150, 100))
    assert (red > 200, green < 90, blue < 90) == (True, True, True)


def test_a_profile_is_applied_and_dropped(made) -> None:
    swapped = corpus.swapped_profile_jpeg()
    _, image = made(swapped, PLATFORM)
    red, green, _blue = image.getpixel((50, 50))
    assert green > red  # the numbers say red, the profile says that red is green
    assert "icc_profile" not in image.info


def test_a_broken_profile_is_ignored(made) -> None:
    data = corpus.jpeg(Image.new("RGB", (80, 80), "red"), icc_profile=b"not a profile at all")
    _, image = made(data, PLATFORM)
    assert image.getpixel((40, 40))[0] > 240


def test_sixteen_bits_keep_their_greys(made) -> None:
    _, image = made(corpus.deep_png(), Recipe((PNG,)))
    grey = image.convert("L")
    for x in (10, 100, 200, 250):
        assert abs(grey.getpixel((x, 30)) - x) <= 2


def test_a_drawing_stays_exact_and_a_photo_becomes_small(made) -> None:
    drawing, image = made(corpus.png(corpus.drawing(300, 200)), WIDE)
    assert image.convert("RGB").tobytes() == corpus.drawing(300, 200).tobytes()
    photo, _ = made(corpus.png(corpus.photo(300, 200)), WIDE)
    assert (drawing.mime, photo.mime) == (WEBP, WEBP)
    assert len(photo.data) < len(corpus.png(corpus.photo(300, 200))) / 3


def test_transparency_is_kept_where_it_can_be_and_white_elsewhere(made) -> None:
    clear = corpus.png(Image.new("RGBA", (64, 64), (255, 0, 0, 0)))
    assert made(clear, WIDE)[1].convert("RGBA").getpixel((5, 5))[3] == 0
    assert made(clear, PLATFORM)[1].mode == "RGBA"
    assert made(clear, Recipe((JPEG,)))[1].getpixel((5, 5)) == (255, 255, 255)


def test_palettes_with_a_transparent_colour_scale_smoothly(made) -> None:
    shape = Image.new("RGBA", (640, 640), (0, 0, 0, 0))
    shape.paste((200, 30, 30, 255), (100, 100, 540, 540))
    _, image = made(corpus.png(shape.convert("P")), WIDE)
    assert image.size == (320, 320)


def test_long_pictures_are_made_although_webp_ends_at_16383(made) -> None:
    long = corpus.jpeg(corpus.photo(300, 20_000))
    rendered, image = made(long, Recipe((WEBP, JPEG), width=1280))
    assert (rendered.mime, image.size) == (JPEG, (300, 20_000))


def test_nothing_is_ever_enlarged(made) -> None:
    assert made(corpus.jpeg(corpus.photo(100, 60)), WIDE)[1].size == (100, 60)


def test_an_animation_for_a_still_place_is_its_first_frame(made) -> None:
    rendered, image = made(corpus.animation(), Recipe((JPEG, PNG)))
    assert getattr(image, "n_frames", 1) == 1
    assert rendered.mime in (JPEG, PNG)


def test_a_platform_of_unknown_formats_is_named_as_the_trouble(made) -> None:
    with pytest.raises(UnfitFile, match="no type of picture"):
        made(corpus.jpeg(), Recipe(("image/jxl",)))


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 900),
    height=st.integers(1, 900),
    budget=st.integers(2_000, 200_000),
    side=st.sampled_from([0, 100, 500]),
    types=st.sampled_from(
        [(JPEG,), (PNG,), (WEBP,), (JPEG, PNG), (JPEG, WEBP, PNG), ("image/gif",)]
    ),
    make=st.sampled_from([corpus.photo, corpus.drawing]),
    clear=st.booleans(),
)
def test_every_picture_fits_into_every_sensible_budget(
    tmp_path_factory, width, height, budget, side, types, make, clear
) -> None:
    image = make(width, height)
    if clear:
        image.putalpha(120)
    path = tmp_path_factory.mktemp("budget") / "x"
    path.write_bytes(corpus.png(image))
    rendered = render(path, PNG, Recipe(types, side=side, size=budget))
    assert len(rendered.data) <= budget
    assert rendered.mime in types
    assert max(rendered.width, rendered.height) <= min(x for x in (side, max(width, height)) if x)
    Image.open(io.BytesIO(rendered.data)).load()


def test_an_impossible_budget_ends_soon_and_says_so(made) -> None:
    with pytest.raises(UnfitFile, match="small enough"):
        made(corpus.jpeg(), Recipe((JPEG,), size=50))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_pages_keep_animations_moving(kind, made) -> None:
    recipe = Recipe((WEBP, JPEG), width=60, quality=85, moving=True)
    rendered, image = made(corpus.animation(5, (120, 80), kind), recipe)
    assert (rendered.mime, image.size, image.n_frames) == (WEBP, (60, 40), 5)
    assert image.info["duration"] == 80
    image.seek(3)
    assert abs(image.convert("RGB").getpixel((9, 9))[0] - 120) < 12


def test_an_animation_too_large_for_memory_becomes_smaller(made, monkeypatch) -> None:
    monkeypatch.setattr("xiaobian.media.moving.MOST_PIXELS", 12_000)
    recipe = Recipe((WEBP, JPEG), width=320, moving=True)
    _, image = made(corpus.animation(5, (120, 80)), recipe)
    assert image.n_frames == 5
    assert image.width * image.height * 5 <= 12_500


def test_fifty_million_pixels_need_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.jpg"
    corpus.photo(2_165, 1_440).resize((8_660, 5_773)).save(path, quality=85)
    code = (
        "import resource, sys, xiaobian.media.variants as v\n"
        "from pathlib import Path\n"
        "from xiaobian.media.inspect import inspect\n"
        "from xiaobian.media.recipes import Recipe\n"
        "from xiaobian.media.render import render\n"
        "path = Path(sys.argv[1])\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "mime = inspect(path).kind.mime\n"
        "for recipe in (v.recipe_for('w1920'), Recipe(('image/jpeg',), side=2000, size=10**6)):\n"
        "    render(path, mime, recipe)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    code = "import tests.plugins.environment\n" + code
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True
    )
    # 150 MB as plain pixels; ru_maxrss counts kilobytes on Linux, bytes on macOS.
    grown = int(ran.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1024)
    assert grown < 150 * 1024**2
