"""Answering with a stored file: by its own type, cached for ever, in parts when asked."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from xiaobian.kernel.streams import FileStream

FOR_EVER = "max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def answer(
    request: HttpRequest, name: str, mime: str, *, public: bool, download: str = ""
) -> HttpResponseBase:
    """The file `name` of the storage, as a response.

    Names are made of content hashes, so the name is the ETag and the content never changes.
    """
    etag = f'"{name.rsplit("/", maxsplit=1)[-1]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = body(request, name, etag)
        response["Content-Type"] = mime
        response["Accept-Ranges"] = "bytes"
    if download:
        response["Content-Disposition"] = content_disposition_header(True, download)
    response["ETag"] = etag
    response["Cache-Control"] = f"{'public' if public else 'private'}, {FOR_EVER}"
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever a browser makes of the bytes, nothing in them may run or load anything.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def body(request: HttpRequest, name: str, etag: str) -> HttpResponseBase:
    """The whole file, or the one part that was asked for."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError as lost:
        raise Http404 from lost
    size = file.size
    wanted = request.headers.get("Range", "")
    if not wanted or request.headers.get("If-Range", etag) != etag:
        return FileStream(file)
    span = part(wanted, size)
    if span is None:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    file.seek(first)
    response = FileStream(Part(file, last - first + 1), status=206)
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def part(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header with one range; None when it can't be answered."""
    found = _RANGE.fullmatch(wanted.strip())
    if not found or not any(found.groups()):
        return None
    start, end = found.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else None
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last else None


class Part:
    """The next `left` bytes of an open file."""

    def __init__(self, file: BinaryIO | File, left: int) -> None:
        self.file, self.left = file, left

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, none past the end of the part."""
        take = self.left if size < 0 else min(size, self.left)
        data = self.file.read(take)
        self.left -= len(data)
        return data

    def close(self) -> None:
        """Close the whole file."""
        self.file.close()
