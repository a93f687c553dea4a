"""What an uploaded file is, by its content. Names and declared types are never believed."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pi_heif
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image

MAX_PIXELS = 100_000_000  # of one frame
HEAVY = 6_000_000  # pixels
MAX_FRAMES = 1_000
MAX_FRAME_PIXELS = 300_000_000  # of all frames of an animation together

pi_heif.register_heif_opener(thumbnails=False)
# The second line of defence: Pillow itself refuses what claims to be twice as large.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
_heavy = threading.Lock()


class UnfitFile(Exception):
    """The library does not take this file; the message says what to do about it."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of picture the library takes."""

    reader: str  # Pillow's name
    mime: str
    extension: str
    most: int = MAX_PIXELS // 2  # pixels; these readers hold a picture several times over


JPEG = Kind("JPEG", "image/jpeg", "jpg", MAX_PIXELS)
PNG = Kind("PNG", "image/png", "png", MAX_PIXELS)
GIF = Kind("GIF", "image/gif", "gif")
WEBP = Kind("WEBP", "image/webp", "webp")
AVIF = Kind("AVIF", "image/avif", "avif")
HEIF = Kind("HEIF", "image/heic", "heic")
KINDS = {k.mime: k for k in (JPEG, PNG, GIF, WEBP, AVIF, HEIF)}


@dataclass(frozen=True, slots=True)
class Facts:
    """A picture that was decoded to its end. Width and height in pixels, as people see it."""

    kind: Kind
    width: int
    height: int
    frames: int = 1


def inspect(path: Path) -> Facts:
    """Say what picture is in the file at `path`; raises UnfitFile with advice for anything else.

    1. Know the type by its first bytes. 2. Refuse files that are something else at the same time.
    3. Refuse what would grow too big, by its header. 4. Decode all of it once, so that a broken
    file is found now and not at the moment of publishing.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        kind = recognise(head)
        refuse_double_meaning(head, file)
    with opened(path, kind) as image:
        check_size(image, kind)
        width, height = size_as_seen(image)  # before decode(), which reads JPEG small
        with in_turn(image):
            frames = decode(image, kind)
    return Facts(kind, width, height, frames)


def recognise(head: bytes) -> Kind:
    """The type of picture that starts with `head`; raises UnfitFile for anything else."""
    if not head:
        raise UnfitFile(_("This file is empty. Save it again and upload the new file."))
    for kind, start in ((JPEG, b"\xff\xd8\xff"), (PNG, b"\x89PNG\r\n\x1a\n"), (GIF, b"GIF8")):
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return recognise_boxes(head)
    raise UnfitFile(advice(head))


def recognise_boxes(head: bytes) -> Kind:
    """Tell AVIF, HEIC and video apart: all three are ISO media files."""
    length = max(16, min(int.from_bytes(head[:4], "big"), 256))
    brands = {head[8:12]} | {head[i : i + 4] for i in range(16, length, 4)}
    if brands & {b"avif", b"avis"}:
        return AVIF
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}:
        return HEIF
    raise UnfitFile(_("Videos can't be kept in the library yet. Upload pictures only."))


def advice(head: bytes) -> str | Promise:
    """What to say about a file that is no picture we know."""
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if text.startswith((b"<", b"&lt;")):
        return _("This is SVG or HTML, which can carry scripts. Export it as PNG and upload that.")
    if head.startswith(b"PK"):
        return _(
            "This is an archive or an office document. Unpack it and upload the pictures in it."
        )
    if head.startswith(b"%PDF"):
        return _("This is a PDF. Export its pages as PNG or JPEG and upload those.")
    if head.startswith((b"BM", b"II*\x00", b"MM\x00*", b"8BPS")):
        return _("This type of picture can't be shown on the web. Export it as PNG or JPEG.")
    return _("This is no picture we know. Upload JPEG, PNG, WebP, GIF, AVIF or HEIC.")


def refuse_double_meaning(head: bytes, file: BinaryIO) -> None:
    """Refuse pictures that are a page or an archive for another reader."""
    if any(
        mark in head.lower() for mark in (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php")
    ):
        raise UnfitFile(
            _("This picture hides a web page. Open it in a picture editor and save it anew.")
        )
    if is_archive(file):
        raise UnfitFile(
            _("This picture hides an archive. Open it in a picture editor and save it anew.")
        )


def is_archive(file: BinaryIO) -> bool:
    """Whether a zip reader would open it (the four magic bytes alone occur by chance)."""
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[Image.Image]:
    """Open with the one reader that fits; every way in which a file can be broken is UnfitFile."""
    try:
        with Image.open(path, formats=(kind.reader,)) as image:
            yield image
    except UnfitFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise too_many_pixels() from error
    except OSError as error:
        if error.errno:  # the disk's trouble, not the picture's
            raise
        raise broken() from error
    except Exception as error:
        # Readers raise SyntaxError, ValueError, struct.error, IndexError… for hostile files.
        raise broken() from error


def check_size(image: Image.Image, kind: Kind) -> None:
    """Refuse too many pixels before any memory is taken for them."""
    if image.width * image.height > kind.most:
        raise too_many_pixels(kind.most)


def in_turn(image: Image.Image) -> AbstractContextManager[object]:
    """Wait for the other big picture of this process; small ones need not.

    The worker has sixteen slots: sixteen big pictures at once would need gigabytes.
    """
    return _heavy if image.width * image.height > HEAVY else nullcontext()


def decode(image: Image.Image, kind: Kind) -> int:
    """Decode every frame once and return how many there are."""
    if kind is JPEG:
        # Reads all of the data but keeps an eighth of the pixels; other frames are depth maps.
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()
    if kind in (JPEG, HEIF) or not getattr(image, "is_animated", False):
        return 1
    frames = 1
    while True:
        if frames > MAX_FRAMES or frames * image.width * image.height > MAX_FRAME_PIXELS:
            raise UnfitFile(
                _("This animation is too long or too large. Shorten it, or make it smaller.")
            )
        try:
            image.seek(frames)
        except EOFError:
            return frames
        image.load()
        frames += 1


def size_as_seen(image: Image.Image) -> tuple[int, int]:
    """Width and height after the turn that the camera noted."""
    width, height = image.size
    return (height, width) if orientation(image) >= 5 else (width, height)


def orientation(image: Image.Image) -> int:
    """EXIF orientation 1…8; cameras and phones write broken EXIF into good pictures, that is 1."""
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # its readers raise struct.error, SyntaxError, ValueError, KeyError…
        return 1
    return found if found in range(1, 9) else 1


def broken() -> UnfitFile:
    """The file is damaged or cut off."""
    return UnfitFile(
        _("This picture is damaged or incomplete. Open it in a picture editor and save it anew.")
    )


def too_many_pixels(most: int = MAX_PIXELS) -> UnfitFile:
    """The picture has more pixels than may be decoded."""
    return UnfitFile(
        format_lazy(
            _("This picture has more than {limit} million pixels. Make it smaller first."),
            limit=most // 1_000_000,
        )
    )
