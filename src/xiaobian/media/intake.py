"""Stops uploads that are too big while they arrive, before they fill a disk."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# Django parses the body before the view is called (CSRF looks into it), so a view can't do this.


class Quota(FileUploadHandler):
    """First in line: counts every file's bytes and ends the request's reading over the limit.

    The view then finds no file; `request.too_big` says why.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Start counting."""
        super().new_file(*args, **kwargs)
        self.request.too_big = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on to the handler that keeps them."""
        if start + len(raw_data) > settings.MEDIA_MAX_BYTES:
            self.request.too_big = True
            # Not a reset: the rest is read and dropped, so that the browser hears the answer.
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
