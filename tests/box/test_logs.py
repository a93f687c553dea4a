"""Logs are for machines in the file, for people on the terminal, and never hold a secret."""

from __future__ import annotations

import errno
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from xiaobian.box import logs
from xiaobian.box.config import Config, Database


@pytest.fixture
def configured(tmp_path: Path) -> Iterator[Path]:
    """A part called web, with its log in the returned file."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    (tmp_path / "logs").mkdir()
    url = SecretStr("postgresql://desk:tea-on-the-hill@db/desk")
    logs.configure("web", Config(home=tmp_path, database=Database(url=url)))
    yield tmp_path / "logs" / "web.log"
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level, sys.excepthook = handlers, level, hook
    logging.captureWarnings(False)


def test_the_file_has_an_object_per_line_and_the_terminal_only_warnings(
    configured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("xiaobian.test")
    log.info("稿件 saved", extra={"draft": 7})
    log.warning("the platform answered slowly")
    first, second = map(json.loads, configured.read_text().splitlines())
    assert (first["level"], first["said"], first["draft"]) == ("info", "稿件 saved", "7")
    assert second["level"] == "warning"
    assert capsys.readouterr().err == "  web: the platform answered slowly\n"


@pytest.mark.parametrize(
    "said",
    [
        "can't reach postgresql://desk:tea-on-the-hill@db/desk",
        "can't reach smtp://someone:tea-on-the-hill@mail:587",
        "Authorization: Bearer tea-on-the-hill",
        "{'password': 'tea-on-the-hill', 'user': 'lin'}",
        "refused access_token=tea-on-the-hill&x=1",
    ],
)
def test_no_secret_is_written(
    configured: Path, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    try:
        raise RuntimeError(said)
    except RuntimeError:
        logging.getLogger("xiaobian.test").exception(said, extra={"more": said})
    assert "tea-on-the-hill" not in configured.read_text()
    assert "tea-on-the-hill" not in capsys.readouterr().err


def test_a_crash_is_in_the_log(configured: Path) -> None:
    sys.excepthook(RuntimeError, RuntimeError("out of tea"), None)
    assert "out of tea" in json.loads(configured.read_text())["trace"]


class Full(io.StringIO):
    """A file on a disk that has no room left."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_silences_the_log_and_not_the_desk(configured: Path) -> None:
    handler = next(h for h in logging.getLogger().handlers if isinstance(h, logging.FileHandler))
    handler.stream = Full()
    logging.getLogger("xiaobian.test").info("this line has no room")
