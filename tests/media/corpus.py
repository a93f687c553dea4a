"""Pictures for the tests, good and hostile, made when asked for. No file of anybody's is kept."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms, ImageDraw


def photo(width: int = 600, height: int = 400, seed: int = 1, mode: str = "RGB") -> Image.Image:
    """Something like a photograph: smooth, with noise that no format compresses away."""
    dice = random.Random(seed)
    small = Image.frombytes("RGB", (40, 40), dice.randbytes(40 * 40 * 3))
    image = small.resize((width, height), Image.Resampling.BICUBIC)
    noise = Image.frombytes("L", (width, height), dice.randbytes(width * height)).convert("RGB")
    return Image.blend(image, noise, 0.1).convert(mode)


def drawing(width: int = 600, height: int = 400, mode: str = "RGB") -> Image.Image:
    """Something like a poster: areas of one colour and sharp edges."""
    image = Image.new(mode, (width, height), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 8, height // 8, width // 2, height // 2), fill="#c4331f")
    pen.text((width // 3, height // 3), "Mountain tea", fill="black")
    return image


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture's bytes in a format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(image: Image.Image | None = None, **options: Any) -> bytes:
    return encoded(image or photo(), "JPEG", **options)


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    return encoded(image or drawing(), "PNG", **options)


def turned_jpeg(orientation: int, width: int = 600, height: int = 400) -> bytes:
    """A camera's JPEG: which way up, where it was, who held it. Red on top once turned."""
    upright = Image.new("RGB", (width, height), "blue")
    upright.paste("red", (0, 0, width, height // 2))
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright if back is None else upright.transpose(back)
    return jpeg(stored, exif=camera_notes(orientation), quality=90, comment=b"of lin")


def camera_notes(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)})
    return exif


def cmyk_jpeg() -> bytes:
    return jpeg(Image.new("CMYK", (300, 200), (0, 255, 255, 0)))  # red ink


def swapped_profile_jpeg() -> bytes:
    """All red by its numbers; its profile calls red what others call green."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(srgb)
    count = int.from_bytes(srgb[128:132], "big")
    tags = {srgb[132 + 12 * i : 136 + 12 * i]: 132 + 12 * i for i in range(count)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    swapped[red + 4 : red + 12], swapped[green + 4 : green + 12] = (
        srgb[green + 4 : green + 12],
        srgb[red + 4 : red + 12],
    )
    return jpeg(Image.new("RGB", (100, 100), "red"), icc_profile=bytes(swapped))


def deep_png() -> bytes:
    """16 bits a sample: a grey ramp."""
    ramp = Image.new("I;16", (256, 64))
    for x in range(256):
        ramp.paste(x * 257, (x, 0, x + 1, 64))
    return png(ramp)


def animation(frames: int = 5, size: tuple[int, int] = (120, 80), kind: str = "GIF") -> bytes:
    shots = [Image.new("RGB", size, (i * 40 % 256, 90, 30)) for i in range(frames)]
    options = {"save_all": True, "append_images": shots[1:], "duration": 80, "loop": 0}
    return encoded(shots[0], kind, **options)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_claiming(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(rows)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def zipped(inside: bytes = b"MZ evil") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.exe", inside)
    return out.getvalue()


def frame_bomb(frames: int = 1_500, size: tuple[int, int] = (2_000, 2_000)) -> bytes:
    """A GIF whose frames are a pixel each, on a canvas of millions."""
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    one = b"\x21\xf9\x04\x00\x0a\x00\x00\x00"
    one += b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + one * frames + b";"


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "empty"),
    "a zip named .png": (zipped, "archive"),
    "a page named .png": (lambda: b"<!doctype html><script>1</script>", "scripts"),
    "SVG": (lambda: b'<?xml version="1.0"?><svg xmlns="x"><script/></svg>', "scripts"),
    "SVG after a byte order mark": (lambda: b"\xef\xbb\xbf \n<svg onload=alert(1)>", "scripts"),
    "a GIF that is a page": (lambda: b"GIF89a/*" + b"<script>alert(1)</script>*/=1;", "web page"),
    "a JPEG with a page in its comment": (
        lambda: jpeg(comment=b"<html><script>alert(1)</script>"),
        "web page",
    ),
    "a PNG with a zip behind it": (lambda: png() + zipped(), "hides an archive"),
    "half a JPEG": (lambda: jpeg()[:9_000], "damaged"),
    "half a PNG": (lambda: png(photo())[:9_000], "damaged"),
    "half a GIF": (lambda: animation(8, (300, 200))[:700], "damaged"),
    "half a WebP": (lambda: encoded(photo(), "WEBP")[:5_000], "damaged"),
    "half an AVIF": (lambda: encoded(photo(), "AVIF")[:5_000], "damaged"),
    "only a JPEG's first bytes": (lambda: b"\xff\xd8\xff\xe0" + bytes(40), "damaged"),
    "only a PNG's first bytes": (lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    "a GIF of nothing": (lambda: b"GIF89a" + bytes(7) + b";", "damaged"),
    "more pixels than memory": (lambda: png_claiming(60_000, 60_000), "pixels"),
    "a little more than may be": (lambda: png_claiming(10_001, 10_000), "pixels"),
    "a claim without rows": (lambda: png_claiming(9_000, 9_000, bytes(100)), "damaged"),
    "an endless animation": (lambda: frame_bomb(1_500, (20, 20)), "animation"),
    "a huge animation": (lambda: frame_bomb(300), "animation"),
    "a video": (
        lambda: b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(90),
        "Videos",
    ),
    "a PDF": (lambda: b"%PDF-1.7\n" + bytes(90), "PDF"),
    "a TIFF": (lambda: encoded(drawing(), "TIFF"), "can't be shown"),
    "a BMP": (lambda: encoded(drawing(), "BMP"), "can't be shown"),
    "words": ("这不是图片".encode, "no picture we know"),
}
