"""Logs: one JSON line per record in `home/logs/<part>.log`, warnings also to the terminal."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler

from xiaobian.box.config import Config

_CREDENTIALS = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
_SECRET_PAIRS = re.compile(
    r"(?i)(\w*(?:authorization|password|passwd|token|jwt|secret|api_?key)\w*)"
    r"(\W{0,3}[:=]\W{0,3})(bearer |basic )?[^\s\"'&,;)}]+"
)
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Redactor:
    """Takes secrets out of text: the configured ones, and whatever looks like one."""

    def __init__(self, secrets: list[str]) -> None:
        self._secrets = [secret for secret in secrets if len(secret) >= 6]

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return _SECRET_PAIRS.sub(r"\1\2…", _CREDENTIALS.sub("…", text))


class JsonLines(logging.Formatter):
    """One JSON object per record, with the fields that were given as `extra`."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": self.redact(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name not in _KNOWN:
                line[name] = self.redact(str(value))
        if record.exc_info:
            line["trace"] = self.redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class Plain(logging.Formatter):
    """`  web: what happened`, for the terminal."""

    def __init__(self, part: str, redact: Redactor) -> None:
        super().__init__()
        self.part, self.redact = part, redact

    def format(self, record: logging.LogRecord) -> str:
        text = f"  {self.part}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            text += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
        return self.redact(text)


class _SteadyFile(RotatingFileHandler):
    """A full disk silences the log, not the desk."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        pass


class _Terminal(logging.Handler):
    """A closed terminal ends nothing either."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            print(self.format(record), file=sys.stderr, flush=True)


def configure(part: str, config: Config) -> None:
    """Send this process's records to its file and its warnings to the terminal."""
    redact = Redactor(_configured_secrets(config))
    path = config.home / "logs" / f"{part}.log"
    file = _SteadyFile(path, maxBytes=10 * 2**20, backupCount=3, encoding="utf-8", delay=True)
    file.setFormatter(JsonLines(redact))
    terminal = _Terminal(logging.WARNING)
    terminal.setFormatter(Plain(part, redact))
    # A missing page is the visitor's matter; it stands in the file.
    terminal.addFilter(lambda r: r.name != "django.request" or r.levelno >= logging.ERROR)
    logging.basicConfig(level=logging.INFO, handlers=[file, terminal], force=True)
    logging.captureWarnings(True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.excepthook = _log_crash


def _log_crash(kind: type[BaseException], error: BaseException, trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("xiaobian").critical("this part crashed", exc_info=error)


def _configured_secrets(config: Config) -> list[str]:
    hidden = [config.secret_key, config.database.url, config.mail.url]
    return [secret.get_secret_value() for secret in hidden if secret]
