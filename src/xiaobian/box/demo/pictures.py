"""Twenty calm pictures, painted: ridges in mist, cups from above, leaves, rain, tea-coloured bands."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1120, 700)
Colour = tuple[int, int, int]


def rgb(text: str) -> Colour:
    """`#c4331f` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def paint(name: str) -> bytes:
    """The picture of that name as a JPEG; always the same bytes."""
    _alt, painter, *colours = PICTURES[name]
    image = painter(Random(name), *map(rgb, colours))
    out = io.BytesIO()
    _grain(image).save(out, "JPEG", quality=84)
    return out.getvalue()


def sky(top: Colour, bottom: Colour) -> Image.Image:
    """A vertical blend."""
    return Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), slope())


@cache
def slope() -> Image.Image:
    """From black above to white below."""
    return Image.linear_gradient("L").resize(SIZE)


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    a, b, c = (round(x + (y - x) * share) for x, y in zip(one, other, strict=True))
    return a, b, c


def glow(image: Image.Image, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    """A soft light."""
    side = int(radius * 2)
    mask = ImageChops.invert(Image.radial_gradient("L").resize((side, side)))
    mask = mask.point([round(190 * (max(0, v - 76) / 179) ** 1.7) for v in range(256)])
    light = Image.new("RGB", (side, side), colour)
    image.paste(light, (int(centre[0] - radius), int(centre[1] - radius)), mask)


def ridges(random: Random, top: Colour, bottom: Colour, near: Colour, light: Colour) -> Image.Image:
    """Five ranges of hills, the far ones lost in mist, and a low light."""
    image = sky(top, bottom)
    glow(image, (SIZE[0] * 0.68, SIZE[1] * 0.36), 330, light)
    for layer in range(5):
        share = (layer + 1) / 5
        colour = blend(bottom, near, share**1.4)
        base = SIZE[1] * (0.42 + 0.125 * layer)
        waves = [
            (random.uniform(0.5, 3.2), random.random() * 7, random.uniform(8, 46)) for _ in range(5)
        ]
        points = [
            (x, base - sum(h / f * math.sin(f * x / 260 + p) for f, p, h in waves))
            for x in range(0, SIZE[0] + 9, 8)
        ]
        mask = Image.new("L", SIZE, 0)
        ImageDraw.Draw(mask).polygon([*points, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=255)
        image.paste(Image.new("RGB", SIZE, colour), (0, 0), mask.filter(ImageFilter.BoxBlur(1)))
        mist = sky(colour, bottom)
        fade = slope().point([v // 3 for v in range(256)])
        image.paste(mist, (0, 0), ImageChops.multiply(mask, fade))
    return image


def cup(random: Random, table: Colour, saucer: Colour, tea: Colour, light: Colour) -> Image.Image:
    """A cup seen from above, off the centre, with its shadow."""
    image = sky(blend(table, light, 0.12), blend(table, (0, 0, 0), 0.16))
    x, y = SIZE[0] * random.uniform(0.36, 0.62), SIZE[1] * random.uniform(0.48, 0.56)
    shadow = Image.new("L", SIZE, 0)
    _disc(ImageDraw.Draw(shadow), x + 34, y + 42, 292, 120)
    image.paste(
        Image.new("RGB", SIZE, (20, 14, 8)), (0, 0), shadow.filter(ImageFilter.GaussianBlur(30))
    )
    big = image.resize((SIZE[0] * 2, SIZE[1] * 2))
    draw = ImageDraw.Draw(big)
    for radius, colour in (
        (285, blend(saucer, (0, 0, 0), 0.08)),
        (278, saucer),
        (196, blend(saucer, (0, 0, 0), 0.14)),
        (190, blend(saucer, (255, 255, 255), 0.45)),
        (174, blend(tea, (0, 0, 0), 0.28)),
        (170, tea),
    ):
        _disc(draw, x * 2, y * 2, radius * 2, colour)
    image = big.resize(SIZE, Image.Resampling.LANCZOS)
    shine = Image.new("L", SIZE, 0)
    _disc(ImageDraw.Draw(shine), x - 52, y - 62, 92, 90)
    image.paste(Image.new("RGB", SIZE, light), (0, 0), shine.filter(ImageFilter.GaussianBlur(34)))
    return image


def leaves(random: Random, top: Colour, bottom: Colour, leaf: Colour, light: Colour) -> Image.Image:
    """Leaves that fall from a corner, the near ones large and soft."""
    image = sky(top, bottom)
    for depth in range(26):
        near = depth / 26
        length = 60 + 190 * near**2
        x = random.gauss(SIZE[0] * 0.66, SIZE[0] * 0.24)
        y = random.gauss(SIZE[1] * 0.46, SIZE[1] * 0.3)
        colour = blend(blend(bottom, leaf, 0.35 + 0.65 * near), light, random.uniform(0, 0.25))
        mask = Image.new("L", (int(length) + 20, int(length) + 20), 0)
        half = mask.width / 2
        _leaf(ImageDraw.Draw(mask), half, half, length, random.uniform(-0.5, 1.4))
        mask = mask.filter(ImageFilter.GaussianBlur(0.8 + 2.4 * abs(near - 0.6)))
        image.paste(Image.new("RGB", mask.size, colour), (int(x - half), int(y - half)), mask)
    return image


def rain(random: Random, top: Colour, bottom: Colour, drop: Colour, light: Colour) -> Image.Image:
    """Fine rain before a hill."""
    image = ridges(random, top, bottom, blend(bottom, drop, 0.5), light)
    veil = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(veil)
    for _ in range(420):
        x, y, length = (
            random.randrange(SIZE[0] + 80),
            random.randrange(SIZE[1]),
            random.randrange(24, 90),
        )
        draw.line((x, y, x - length * 0.16, y + length), fill=random.randrange(30, 110), width=1)
    image.paste(Image.new("RGB", SIZE, light), (0, 0), veil)
    return image


def steam(random: Random, top: Colour, bottom: Colour, wisp: Colour, light: Colour) -> Image.Image:
    """Steam that rises over a dark table."""
    image = sky(top, bottom)
    glow(image, (SIZE[0] * 0.5, SIZE[1] * 0.86), 420, light)
    veil = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(veil)
    for strand in range(6):
        start = SIZE[0] * (0.42 + 0.035 * strand)
        phase, sway = random.random() * 7, random.uniform(20, 66)
        last = None
        for step in range(70):
            rise = step / 70
            x = start + math.sin(phase + rise * 5.2) * sway * rise + (strand - 2.5) * 40 * rise
            here = (x, SIZE[1] * (0.84 - 0.8 * rise))
            if last:
                draw.line(
                    (*last, *here), fill=int(120 * (1 - rise) ** 0.8), width=int(12 + 34 * rise)
                )
            last = here
    image.paste(Image.new("RGB", SIZE, wisp), (0, 0), veil.filter(ImageFilter.GaussianBlur(22)))
    return image


def bands(random: Random, top: Colour, bottom: Colour, third: Colour, light: Colour) -> Image.Image:
    """Colours of one tea from the first infusion to the last."""
    image, y, n = Image.new("RGB", SIZE, top), 0.0, 0
    palette = [top, blend(top, third, 0.5), third, blend(third, bottom, 0.5), bottom]
    draw = ImageDraw.Draw(image)
    while y < SIZE[1]:
        height = random.uniform(34, 150)
        colour = blend(palette[min(int(y / SIZE[1] * 5), 4)], light, 0.08 * (n % 3))
        draw.rectangle((0, y, SIZE[0], y + height), fill=colour)
        y, n = y + height, n + 1
    image = image.filter(ImageFilter.GaussianBlur(7))
    glow(image, (SIZE[0] * 0.3, SIZE[1] * 0.28), 380, light)
    return image


def disc(random: Random, top: Colour, bottom: Colour, near: Colour, light: Colour) -> Image.Image:
    """Sun or moon over one quiet ridge."""
    image = sky(top, bottom)
    x, y = SIZE[0] * random.uniform(0.6, 0.7), SIZE[1] * 0.38
    glow(image, (x, y), 330, blend(bottom, light, 0.6))
    mask = Image.new("L", SIZE, 0)
    _disc(ImageDraw.Draw(mask), x, y, 92, 255)
    image.paste(Image.new("RGB", SIZE, light), (0, 0), mask.filter(ImageFilter.GaussianBlur(1.5)))
    hill = [
        (i, SIZE[1] * 0.8 - 44 * math.sin(i / 300 + random.uniform(0, 0.02)))
        for i in range(0, 1290, 10)
    ]
    ImageDraw.Draw(image).polygon([*hill, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=near)
    return image


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: Colour | int) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _leaf(draw: ImageDraw.ImageDraw, x: float, y: float, length: float, turn: float) -> None:
    sides = [(t / 20, s) for s in (1, -1) for t in (range(21) if s == 1 else range(20, -1, -1))]
    points = []
    for along, side in sides:
        px, py = (along - 0.5) * length, side * math.sin(math.pi * along**0.8) * length * 0.19
        points.append(
            (
                x + px * math.cos(turn) - py * math.sin(turn),
                y + px * math.sin(turn) + py * math.cos(turn),
            )
        )
    draw.polygon(points, fill=235)


def _grain(image: Image.Image) -> Image.Image:
    """Breaks up the steps in smooth blends."""
    return ImageChops.overlay(image, _noise())


@cache
def _noise() -> Image.Image:
    tile, random = Image.new("L", (128, 128)), Random("grain")
    tile.putdata([124 + random.randrange(9) for _ in range(128 * 128)])
    whole = Image.new("L", SIZE)
    for left in range(0, SIZE[0], 128):
        for top in range(0, SIZE[1], 128):
            whole.paste(tile, (left, top))
    return Image.merge("RGB", (whole,) * 3)


# name: what it shows, how it is painted, four colours.
PICTURES: dict[str, tuple[str, Callable[..., Image.Image], str, str, str, str]] = {
    "ridge-spring": (
        "春天的茶山，一层一层淡下去",
        ridges,
        "#dfe8dc",
        "#c9d8bf",
        "#3f6b46",
        "#fff6d8",
    ),
    "ridge-autumn": ("秋天傍晚的山脊", ridges, "#f0d9bd", "#e0b98c", "#6b3f25", "#fff0cf"),
    "ridge-winter": ("冬天清早，远山发蓝", ridges, "#dfe4ea", "#c5d0db", "#3b4c60", "#fdf3e4"),
    "mist-morning": ("晨雾里的茶园", ridges, "#eef0ea", "#dfe5dc", "#5a7a66", "#fffbe9"),
    "cup-green": ("一杯绿茶，从上往下看", cup, "#b9a688", "#f3eee2", "#a9b25a", "#fffdf0"),
    "cup-amber": ("一杯红茶，从上往下看", cup, "#4a3526", "#e9dfce", "#b4551e", "#ffe9c4"),
    "cup-white": ("空桌上的白瓷杯", cup, "#8d8a80", "#f7f5ef", "#d9c27a", "#ffffff"),
    "leaves-spring": ("刚冒出来的嫩芽", leaves, "#eef3e2", "#d3e2b9", "#5f8f3a", "#f4f7c9"),
    "leaves-autumn": ("秋天落下的叶子", leaves, "#f6e8d3", "#e6c79c", "#a8542a", "#f7d78e"),
    "flowers": ("夜里开的茉莉", leaves, "#22332b", "#3c5446", "#f2f3e6", "#ffffff"),
    "rain": ("雨落在山前", rain, "#c9d2d2", "#aebcba", "#3d5552", "#f2f7f5"),
    "snow": ("下雪前的天色", ridges, "#e9ecef", "#dfe4e8", "#8d9aa6", "#ffffff"),
    "steam": ("壶口升起来的热气", steam, "#2b1d14", "#5a3720", "#f6ead8", "#c9743a"),
    "sun": ("夏天很长的傍晚", disc, "#f7dcae", "#f3b676", "#7a4a2b", "#fff3d2"),
    "moon": ("山脊上的月亮", disc, "#1f2a3a", "#46566b", "#141b25", "#f6edd2"),
    "bands-green": (
        "同一泡绿茶，从第一泡到第七泡",
        bands,
        "#eef0cf",
        "#8a9a3f",
        "#c3cc78",
        "#fbfbe8",
    ),
    "bands-amber": (
        "同一泡岩茶，从第一泡到第九泡",
        bands,
        "#f6dfb6",
        "#7a3114",
        "#c9792f",
        "#fff0d0",
    ),
    "kiln": ("柴窑里的火痕", bands, "#3a241a", "#c4331f", "#8f4a26", "#f2b36b"),
    "roof": ("雨后的瓦", bands, "#5b6870", "#2a3238", "#8a969c", "#d7dee0"),
    "dusk": ("关店前的天色", disc, "#3b3350", "#d98a6a", "#241d2e", "#ffe7c7"),
}
