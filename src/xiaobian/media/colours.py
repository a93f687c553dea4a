"""Bringing any picture to plain sRGB: what every screen and every platform understands."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
_OPAQUE = {"RGBA": "RGB", "LA": "L"}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def scalable(image: Image.Image) -> Image.Image:
    """A mode that can be resized smoothly: no palettes, no single bits, no 16-bit samples."""
    if image.mode in ("P", "PA", "1") or (image.mode in ("RGB", "L") and has_colour_key(image)):
        return image.convert("RGBA")
    if image.mode.startswith(("I", "F")):
        # convert() would clip everything above 255 to white.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return image


def has_colour_key(image: Image.Image) -> bool:
    """Whether one colour of an opaque PNG counts as transparent."""
    return "transparency" in image.info


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """The picture as the camera was held (EXIF orientation 1…8)."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def to_srgb(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something is transparent; the picture's own profile is applied."""
    profile = image.info.get("icc_profile")
    alpha = image.getchannel("A") if image.mode in _OPAQUE else None
    flat = convert(image, profile)
    darkest = alpha.getextrema()[0] if alpha is not None else 255
    if alpha is not None and isinstance(darkest, int | float) and darkest < 255:
        flat.putalpha(alpha)
    # What stays in `info` would be written into the new file: profile, EXIF, XMP, comments.
    flat.info.clear()
    return flat


def convert(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB through the profile if it is usable, else as the mode says."""
    base = image.convert(_OPAQUE[image.mode]) if image.mode in _OPAQUE else image
    if profile and base.mode in ("RGB", "L", "CMYK"):
        try:
            return _through_profile(base, profile)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile for another mode, or a broken one: its numbers mean nothing
    return base.convert("RGB") if base.mode != "RGB" else base.copy()


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
    if converted is None:
        raise ValueError("nothing converted")
    return converted


def on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency, as on paper."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def is_flat(image: Image.Image) -> bool:
    """Whether it is drawn rather than photographed: few colours, which lossy formats smear."""
    sample = image.resize((min(256, image.width), min(256, image.height)), Image.Resampling.NEAREST)
    return sample.getcolors(maxcolors=2_000) is not None
