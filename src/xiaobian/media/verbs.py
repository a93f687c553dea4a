"""What people do with the library, and what publishing takes from it."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from xiaobian.accounts.port import Manifest, Upload
from xiaobian.kernel import events
from xiaobian.kernel.reasons import reason
from xiaobian.media import jobs
from xiaobian.media.inspect import Facts, UnfitFile, inspect
from xiaobian.media.models import Asset, asset_id
from xiaobian.media.storage import incoming_folder, local_path, original_path
from xiaobian.media.variants import PLATFORM, ensure, platform_recipe
from xiaobian.people.models import Brand, User

CHUNK = 1024 * 1024

_FILE_LOST = reason("The file of “{name}” is lost. Upload it again.")


class NoRoom(Exception):
    """The disk or the storage is full; nothing was kept."""

    message: str | Promise = _(
        "The disk of this desk is full. Nothing was kept; free some space and upload again."
    )

    def __str__(self) -> str:
        return str(self.message)


class NotReady(Exception):
    """A picture can't be made ready for a platform; the message says why, in English as reasons are."""


class Readable(Protocol):
    """A stream of bytes: an open file, an upload, an answer's body."""

    def read(self, size: int, /) -> bytes: ...


def add(brand: Brand, by: User | None, file: Readable, name: str, now: datetime) -> Asset:
    """Keep a file as an original of the brand; the same bytes again are the same original.

    Raises UnfitFile (with advice for people) or NoRoom; in both cases nothing is kept.
    """
    with no_room_is_said(), incoming(file) as (path, sha256):
        facts = inspect(path)
        with path.open("rb") as whole:
            wanted = original_path(brand.pk, sha256, facts.kind.extension)
            stored = default_storage.save(wanted, File(whole))
        fields = {
            "name": clean_name(name, facts),
            "file": stored,
            "mime": facts.kind.mime,
            "size": path.stat().st_size,
            "width": facts.width,
            "height": facts.height,
            "frames": facts.frames,
        }
    return enter(brand, by, sha256, fields, now)


@transaction.atomic
def enter(
    brand: Brand, by: User | None, sha256: str, fields: dict[str, Any], now: datetime
) -> Asset:
    """Write the original into the library, or bring it back if it was there before."""
    asset, new = Asset.objects.select_for_update().get_or_create(
        brand=brand, sha256=sha256, defaults={**fields, "by": by}
    )
    if new:
        events.record("media.added", brand_id=brand.pk, by=by, at=now, subject=asset)
        jobs.prepare_later(asset)
    elif asset.removed_at:
        asset.restore()
        events.record("media.restored", brand_id=brand.pk, by=by, at=now, subject=asset)
    return asset


@transaction.atomic
def describe(asset: Asset, alt: str, by: User, now: datetime) -> None:
    """Say in words what the picture shows, for readers who can't see it."""
    alt = " ".join(alt.split())[:2000]
    if alt == asset.alt:
        return
    asset.alt = alt
    asset.save(update_fields=["alt"])
    events.record("media.described", brand_id=asset.brand_id, by=by, at=now, subject=asset, alt=alt)


@transaction.atomic
def remove(asset: Asset, by: User, now: datetime) -> None:
    """Take it out of the library. Drafts and posts that show it still do; `restore` undoes it."""
    if asset.removed_at:
        return
    asset.remove(by, now)
    events.record("media.removed", brand_id=asset.brand_id, by=by, at=now, subject=asset)


@transaction.atomic
def restore(asset: Asset, by: User, now: datetime) -> None:
    """Undo `remove`."""
    if not asset.removed_at:
        return
    asset.restore()
    events.record("media.restored", brand_id=asset.brand_id, by=by, at=now, subject=asset)


def upload_for(ref: str, manifest: Manifest, *, brand_id: UUID) -> Upload:
    """The picture as a file on this machine that the platform takes; made now if it must be.

    Reads and writes files, so call it outside transactions and before the moment of publishing.
    Raises NotReady when the brand has no such picture or the platform can't be satisfied.
    """
    asset = Asset.objects.of(brand_id).filter(pk=asset_id(ref)).first()
    if asset is None:
        raise NotReady(gettext_noop("A picture of this text is not in the library."))
    try:
        variant = ensure(asset, f"{PLATFORM}{manifest.kind}", platform_recipe(manifest))
        if variant.failed:
            raise NotReady(variant.failed)
        path = local_path(variant.file.name)
    except FileNotFoundError as lost:
        raise NotReady(_FILE_LOST.format(name=asset.name)) from lost
    return Upload(ref, path, variant.mime, variant.width, variant.height, asset.alt)


@contextmanager
def incoming(file: Readable) -> Iterator[tuple[Path, str]]:
    """The stream as a file on the disk, with its SHA-256; never more than a chunk in memory."""
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=incoming_folder(), suffix=".part") as spool:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > settings.MEDIA_MAX_BYTES:
                raise too_big()
            digest.update(chunk)
            spool.write(chunk)
        spool.flush()
        yield Path(spool.name), digest.hexdigest()


def too_big() -> UnfitFile:
    """The file has more bytes than the desk takes."""
    return UnfitFile(
        format_lazy(
            _("This file is larger than {limit} MB. Make it smaller and upload it again."),
            limit=settings.MEDIA_MAX_BYTES // 1024**2,
        )
    )


@contextmanager
def no_room_is_said() -> Iterator[None]:
    """Turn the operating system's "no space left" into words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom from error
        raise


def clean_name(name: str, facts: Facts) -> str:
    """The file's name as people gave it, with the ending that is true."""
    stem = PurePosixPath(name.replace("\\", "/").replace("\0", "")).stem.strip() or "picture"
    return f"{stem[:180]}.{facts.kind.extension}"
