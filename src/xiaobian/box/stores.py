"""Which storage keeps the brand's pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xiaobian.box.config import Media


def media_storage(media: Media, root: Path) -> dict[str, Any]:
    """Django's STORAGES entry: the data folder, or a bucket (needs `pip install xiaobian[s3]`)."""
    if media.storage == "disk":
        return {"BACKEND": "xiaobian.media.storage.DiskStorage", "OPTIONS": {"location": root}}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        # Keys come from the environment or the machine's role, as every S3 client takes them.
        "OPTIONS": {
            "bucket_name": media.bucket,
            "endpoint_url": media.endpoint or None,
            "default_acl": None,
            "file_overwrite": True,  # the same name always means the same bytes
        },
    }
