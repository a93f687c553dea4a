"""Static files: one digest over all of them stands in every address.

`/static/<digest>/web/desk.css` never changes its meaning, so browsers keep it for ever; modules and
style sheets that name each other by relative paths stay inside one digest and need no rewriting.
Nobody runs `collectstatic`: the start gathers and compresses the files once for each digest.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.utils.functional import cached_property
from whitenoise.base import WhiteNoise
from whitenoise.compress import Compressor

PREFIX = "/static/"
_IGNORED = ["CVS", ".*", "*~", "*.map"]
_SHORT = 60  # seconds, for an address whose digest isn't ours: a page of another version asks
_CHUNK = 256 * 1024


def files() -> Iterator[tuple[str, Path]]:
    """Each static file's name and place; of two with one name, Django's first one."""
    seen: set[str] = set()
    for finder in finders.get_finders():
        for name, storage in finder.list(_IGNORED):
            if name not in seen:
                seen.add(name)
                yield name, Path(storage.path(name))


@cache
def digest() -> str:
    """Twelve characters that change whenever any static file does."""
    total = hashlib.blake2b(digest_size=6)
    for name, path in sorted(files()):
        total.update(name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def collect() -> Path:
    """Gather and compress the files in `home/static/<digest>`; does nothing when that exists."""
    folder: Path = settings.CONFIG.home / "static" / digest()
    if folder.exists():
        return folder
    draft = folder.with_name(f".{digest()}.{os.getpid()}")
    compressor = Compressor(quiet=True)
    for name, path in files():
        target = draft / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if compressor.should_compress(name):
            list(compressor.compress(str(target)))
    draft.mkdir(parents=True, exist_ok=True)
    try:
        draft.rename(folder)
    except OSError:  # another process was quicker
        shutil.rmtree(draft, ignore_errors=True)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


class Storage(StaticFilesStorage):
    """Makes `{% static %}` write addresses with the digest."""

    def url(self, name: str | None) -> str:
        if settings.DEBUG:
            return super().url(name)  # pyright: ignore[reportArgumentType] (the stub knows no None)
        return f"{PREFIX}{digest()}/{name}"


class Finder(finders.BaseFinder):
    """Finds `<digest>/web/desk.css` for Django's own server, which tests of pages use."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        given, _slash, name = path.partition("/")
        if given == digest() and name:
            return finders.find(name, find_all)
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        return iter(())

    def check(self, **_: Any) -> list[Any]:
        return []


class Files:
    """The ASGI application below /static/."""

    @cached_property
    def _kept(self) -> WhiteNoise:
        # Addresses in the dictionary are without prefix and digest.
        return WhiteNoise(
            None, root=str(collect()), max_age=WhiteNoise.FOREVER, allow_all_origins=False
        )

    def _find(self, path: str) -> tuple[Any, str | None]:
        """The file for an address, and a Cache-Control to send instead of "for ever"."""
        given, _, name = path.removeprefix(PREFIX).partition("/")
        if settings.DEBUG:
            found = finders.find(path.removeprefix(PREFIX))
            kept = WhiteNoise(None, max_age=0, allow_all_origins=False)
            return (kept.get_static_file(found, path) if found else None), "no-cache"
        if given == digest():
            return self._kept.files.get(f"/{name}"), "public, max-age=31536000, immutable"
        found = self._kept.files.get(f"/{name}") or self._kept.files.get(f"/{given}/{name}")
        return found, f"public, max-age={_SHORT}"

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        found, cache_control = self._find(scope["path"])
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            status, headers, file = 404, [("Content-Type", "text/plain")], None
        else:
            asked = {
                "HTTP_" + key.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
                for key, value in scope["headers"]
            }
            answer = found.get_response(scope["method"], asked)
            status, file = int(answer.status), answer.file
            headers = [(k, v) for k, v in answer.headers if k.lower() != "cache-control"]
            headers += [("Cache-Control", cache_control), ("X-Content-Type-Options", "nosniff")]
        raw = [(key.lower().encode(), str(value).encode()) for key, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if file is not None:
            with file:
                while chunk := file.read(_CHUNK):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
