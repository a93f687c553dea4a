"""Long answers piece by piece: under ASGI Django would first collect a plain iterator whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import FileResponse, StreamingHttpResponse


class _Pieces(StreamingHttpResponse):
    """Reads the next piece in the request's own thread, so that the database stays usable."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces: Iterator[bytes] = iter(self)
        while (piece := await sync_to_async(next)(pieces, None)) is not None:
            yield piece


class TextStream(_Pieces):
    """Text made while it is sent: exports."""


class FileStream(_Pieces, FileResponse):
    """A stored file."""
