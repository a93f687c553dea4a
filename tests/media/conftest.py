"""An empty library of its own for every test."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import translation

from tests.media import corpus
from xiaobian.accounts.port import Capability, Limit, Manifest
from xiaobian.media import verbs
from xiaobian.media.models import Asset
from xiaobian.people.models import Brand

Add = Callable[..., Asset]


@pytest.fixture(autouse=True)
def english(settings) -> Iterator[None]:
    """Tests read the English words, whether or not translations are compiled."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def shelves(settings, tmp_path: Path) -> Path:
    """The folder where originals and variants lie."""
    root = tmp_path / "media"
    settings.MEDIA_ROOT = root
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "xiaobian.media.storage.DiskStorage",
            "OPTIONS": {"location": root},
        },
    }
    assert Path(default_storage.path("")) == root
    return root


@pytest.fixture
def add(brand: Brand, now) -> Add:
    """Put a file into the library, as 小林 would."""

    def put(data: bytes = b"", name: str = "tea.jpg", brand: Brand = brand, by=None) -> Asset:
        return verbs.add(brand, by, io.BytesIO(data or corpus.jpeg()), name, now)

    return put


@pytest.fixture
def manifest() -> Manifest:
    """A platform that takes small JPEG and PNG only."""
    return Manifest(
        kind="small",
        name="Small",
        mark="S",
        colour="#000000",
        layout="thread",
        capabilities=frozenset({Capability.PUBLISH}),
        limits=(Limit("image_bytes", 30_000, "bytes", "test", date(2026, 11, 22)),),
        image_types=("image/jpeg", "image/png"),
    )


@pytest.fixture
def tiny_disk(tmp_path: Path, settings):
    """A real file system of 256 kB."""
    root = tmp_path / "tiny"
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(root)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    settings.MEDIA_ROOT = root
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": root}},
    }
    yield root
    subprocess.run(["umount", str(root)], check=True)
