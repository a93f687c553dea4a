"""Whether the tables can need a change at all: asked at every start, answered without Django."""

from __future__ import annotations

import contextlib
import hashlib
import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# Inside PostgreSQL's own folder, so that it goes wherever the tables go.
_NOTE = "xiaobian.tables"


def shape() -> str:
    """Changes whenever a migration of ours or any installed package does."""
    total = hashlib.blake2b(digest_size=16)
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        total.update(f"{path.relative_to(PACKAGE)} {path.stat().st_size}\n".encode())
    for path in sorted(Path(sysconfig.get_path("purelib")).glob("*.dist-info")):
        total.update(f"{path.name}\n".encode())
    return total.hexdigest()


def is_known(data: Path) -> bool:
    """Whether the tables in `data` were last prepared by exactly this program."""
    with contextlib.suppress(OSError):
        return (data / _NOTE).read_text() == shape()
    return False


def remember(data: Path) -> None:
    """Note that the tables in `data` are prepared."""
    (data / _NOTE).write_text(shape())


def forget(data: Path) -> None:
    """Look again at the next start; somebody may have changed the tables by hand."""
    with contextlib.suppress(OSError):
        (data / _NOTE).unlink()
