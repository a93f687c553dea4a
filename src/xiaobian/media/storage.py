"""Where files lie: on disk by default, in any Django storage when configured.

Paths are made of the content's hash, so a file is written once and never changed.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

from xiaobian.kernel.ids import new_id


class DiskStorage(FileSystemStorage):
    """Files that are either whole and on the disk, or not there at all."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: the same name means the same bytes."""
        return name

    def _save(self, name: str, content: File) -> str:
        full = Path(self.path(name))
        if full.is_file() and full.stat().st_size == content.size:
            return name
        full.parent.mkdir(parents=True, exist_ok=True)
        part = full.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with part.open("xb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            part.chmod(0o440)
            part.replace(full)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(full.parent)
        return name


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def original_path(brand_id: object, sha256: str, extension: str) -> str:
    """`<brand>/<aa>/<sha256>.<extension>`."""
    return f"{brand_id}/{sha256[:2]}/{sha256}.{extension}"


def variant_path(original: str, purpose: str, recipe: str, extension: str) -> str:
    """Beside the original: `<sha256>.<purpose>.<recipe>.<extension>`."""
    stem = original.rsplit(".", maxsplit=1)[0]
    return f"{stem}.{purpose.replace(':', '-')}.{recipe}.{extension}"


def local_path(name: str) -> Path:
    """A path on this machine's disk for a stored file; fetched once where the storage is elsewhere.

    Raises FileNotFoundError when the storage has lost it.
    """
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        path = fetch(name)
    if not path.is_file():
        raise FileNotFoundError(name)
    return path


def fetch(name: str) -> Path:
    """Copy a stored file into the local cache; names never change their content."""
    path = cache_folder() / name
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{new_id().hex}.part")
        try:
            with default_storage.open(name) as stored, part.open("xb") as out:
                for chunk in stored.chunks():
                    out.write(chunk)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    path.touch()  # the sweeper goes by the last use
    return path


def cache_folder() -> Path:
    """Copies of files that live in an outside storage; may be emptied at any time."""
    return Path(settings.MEDIA_ROOT) / "cache"


def incoming_folder() -> Path:
    """Uploads on their way in; on the same disk as the originals, so that a full one shows early."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
