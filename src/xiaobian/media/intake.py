"""Uploads while they arrive: stopped over the limit and on a full disk, with words for both.

Django parses the body before the view is called (CSRF looks into it), so no view can do this.
"""

from __future__ import annotations

import errno
from typing import cast

from django.conf import settings
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from xiaobian.media.inspect import UnfitFile
from xiaobian.media.verbs import NoRoom, too_big


class Quota(FileUploadHandler):
    """First in line: counts a file's bytes and stops reading it over the limit."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on to the handler that keeps them."""
        if start + len(raw_data) > settings.MEDIA_MAX_BYTES:
            stop(cast("HttpRequest", self.request), too_big())
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""


class Spool(TemporaryFileUploadHandler):
    """Last in line: keeps what is too large for memory on the disk, if there is room."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write on; "no space left" ends the upload and not the request."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            stop(cast("HttpRequest", self.request), NoRoom())


def stop(request: HttpRequest, why: UnfitFile | NoRoom) -> None:
    """Drop the rest of the body; the view finds no file and `why_not` in its place."""
    request.why_not = why
    # Not a reset: the browser sends to the end and hears the answer.
    raise StopUpload(connection_reset=False)


def why_not(request: HttpRequest) -> UnfitFile | NoRoom | None:
    """Why an upload was stopped while it arrived."""
    return getattr(request, "why_not", None)
