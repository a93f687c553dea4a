"""Links and names as the platforms find them in running text, which decides how they count.

The grammar is the public one of twitter-text 3 (X) and Mastodon's changes to it. Written so that
every text is scanned in linear time: the published expressions are quadratic on long Chinese runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import regex

_LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268"
    r"\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_MARKERS = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_PUNCT = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_DOMAIN = rf"[^{_PUNCT}{_SPACES}{_INVALID}{_MARKERS}]"
_BEFORE = rf"(?<![A-Za-z0-9@＠$#＃{_INVALID}])"


_TLD = r"(?:\L<tlds>(?=[^0-9a-zA-Z@+\-]|$)|xn--[\-0-9a-z]+)"


@lru_cache(maxsize=1)
def _top_levels() -> list[str]:
    """The known top-level domains."""
    text = files("xiaobian.typeset").joinpath("data/tlds.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.IGNORECASE, tlds=_top_levels())


class _Path(NamedTuple):
    """What may follow a host: characters of the path and the query, and those that may end them."""

    path: str
    path_end: str
    query: str
    query_end: str


_X = _Path(
    path=rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]",
    path_end=rf"[+\-a-z\u0400-\u04FF0-9=_#/{_LATIN})]",
    query=r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]",
    query_end=r"[a-z0-9\-_&=#/]",
)
_HIGH = r"\u00A0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFEF\U00010000-\U0010FFFD"
_MASTODON = _Path(
    path=r"[^\p{White_Space}<>()?]",
    path_end=r"[^\p{White_Space}(?!*\"'「」<>;:=,.$%\[\]~&|@]",
    query=rf"[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@\^{_HIGH}]",
    query_end=rf"[a-z0-9_&=#/\-{_HIGH}]",
)


class _Tail:
    """Finds where path and query end, by scanning forward once and trimming."""

    def __init__(self, rules: _Path) -> None:
        flags = regex.IGNORECASE
        inner = rf"{rules.path}*+(?:\({rules.path}++\){rules.path}*+)?"
        self.path = regex.compile(rf"(?:{rules.path}|\({inner}\))*+", flags)
        self.path_end = regex.compile(rules.path_end, flags)
        self.query = regex.compile(rf"\?{rules.query}*+", flags)
        self.query_end = regex.compile(rules.query_end, flags)

    def end(self, text: str, pos: int) -> int:
        """Where the link ends whose host and port end at `pos`."""
        if text.startswith("/", pos) and (match := self.path.match(text, pos + 1)):
            pos = self._trimmed(text, pos + 1, match.end(), self.path_end)
        if text.startswith("?", pos) and (match := self.query.match(text, pos)):
            end = self._trimmed(text, pos + 1, match.end(), self.query_end)
            pos = end if end > pos + 1 else pos
        return pos

    @staticmethod
    def _trimmed(text: str, start: int, end: int, closing: regex.Pattern[str]) -> int:
        while end > start and not closing.match(text, end - 1):
            end -= 1
        return end


_LABEL = rf"{_DOMAIN}(?:(?:{_DOMAIN}|[_\-])*{_DOMAIN})?\."
_NAME = rf"{_DOMAIN}(?:(?:{_DOMAIN}|-)*{_DOMAIN})?\."
_HOSTNAME = rf"(?:{_LABEL}){{0,16}}{_NAME}{_TLD}"


@lru_cache(maxsize=1)
def _with_scheme() -> regex.Pattern[str]:
    return _compiled(rf"{_BEFORE}https?://{_HOSTNAME}")


@lru_cache(maxsize=1)
def _bare() -> regex.Pattern[str]:
    # The published expression takes the character before as its own first choice: kept so.
    return _compiled(rf"(?P<before>[^A-Za-z0-9@＠$#＃{_INVALID}]|^)(?P<domain>{_HOSTNAME})")


@lru_cache(maxsize=1)
def _bare_ascii() -> regex.Pattern[str]:
    return _compiled(rf"(?:[\-a-z0-9{_LATIN}]+\.){{1,16}}{_TLD}")


_TAIL_X, _TAIL_MASTODON = _Tail(_X), _Tail(_MASTODON)
_RUN = regex.compile(rf"(?:{_DOMAIN}|[._\-])++")
_SCHEME = regex.compile(r"https?://$", regex.IGNORECASE)
_PORT_AFTER = regex.compile(r":[0-9]+")
_ASCII_LABEL = re.compile(r"[A-Za-z0-9\-]+")
_REACH = 100  # characters around a dot in which a name is looked for
_HOST = 2000  # characters of a link in which its host must end
_LONGEST = 4096
_TCO = regex.compile(rf"https?://t\.co/[a-z0-9]+(?:\?{_X.query}*{_X.query_end})?", regex.IGNORECASE)


def links_x(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that X turns into t.co links, in order."""
    if "." not in text:
        return
    done = 0  # everything before is spent, as part of a link or of something that only looked so
    for run in _RUN.finditer(text):
        if run.end() <= done or "." not in run.group():
            continue
        if run.start() >= done and (found := _host_after_scheme(text, run.start(), run.end())):
            start, end = found
            if end - start <= _LONGEST:
                yield start, end
            done = end
        for window in _windows(text, max(done, run.start()), run.end()):
            for links, end in _bare_links(text, *window, done):
                yield from links
                done = end


def _host_after_scheme(text: str, host: int, stop: int) -> tuple[int, int] | None:
    """The link whose host begins at `host`, if a scheme stands before it."""
    scheme = _SCHEME.search(text, max(0, host - 8), host)
    if scheme is None:
        return None
    start = scheme.start()
    found = _with_scheme().match(text, start, min(stop + 1, start + _HOST))
    if found is None:
        return None
    if short := _TCO.match(text, start):
        return start, max(short.end(), found.end())
    return start, _TAIL_X.end(text, _port_end(text, found.end()))


def _port_end(text: str, host_end: int) -> int:
    port = _PORT_AFTER.match(text, host_end)
    return port.end() if port else host_end


def _windows(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The stretches of a run in which a name can end: around dots before a top-level domain."""
    first = last = -1
    for dot in re.finditer(r"\.", text[start:stop]):
        at = start + dot.start()
        if not _before_top_level(text, at + 1):
            continue
        if first >= 0 and at - last > _REACH:
            yield max(start, first - _REACH), min(stop, last + _REACH)
            first = -1
        first, last = (at if first < 0 else first), at
    if first >= 0:
        yield max(start, first - _REACH), min(stop, last + _REACH)


def _before_top_level(text: str, at: int) -> bool:
    """Whether a top-level domain may begin at `at` (quick, never wrongly no)."""
    if (label := _ASCII_LABEL.match(text, at)) is not None:
        name = label.group().lower()
        return name in _top_level_set() or name.startswith("xn--")
    return text[at : at + 1].lower() in _top_level_initials()


@lru_cache(maxsize=1)
def _top_level_set() -> frozenset[str]:
    return frozenset(_top_levels())


@lru_cache(maxsize=1)
def _top_level_initials() -> frozenset[str]:
    return frozenset(name[0] for name in _top_levels() if not name.isascii())


def _bare_links(
    text: str, start: int, stop: int, done: int
) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Links without a scheme that begin in `[start, stop)`, and how far the text is spent.

    Only the ASCII part of a name counts.
    """
    pos = max(start - 1, done, 0)
    while found := _bare().search(text, pos, stop + 1):
        domain = found.start("domain"), found.end("domain")
        port = _port_end(text, domain[1])
        pos = _TAIL_X.end(text, port)
        inside = [host.span() for host in _bare_ascii().finditer(text, *domain)]
        if not inside or found.group("before").endswith(("-", "_", ".", "/")):
            yield [], pos
            continue
        if text.startswith("/", port):
            inside[-1] = inside[-1][0], pos
        yield inside, pos


def links_mastodon(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that Mastodon turns into links, in order; a scheme is required."""
    if "://" not in text:
        return
    pos = 0
    while found := _with_scheme().search(text, pos):
        pos = _TAIL_MASTODON.end(text, _port_end(text, found.end()))
        yield found.start(), pos


MASTODON_NAME = regex.compile(
    r"(?<![=/[:word:]])@(?P<name>[a-z0-9_]+(?:[a-z0-9_.\-]*[a-z0-9_])?)"
    r"(?P<host>@[[:word:]](?:[[:word:].\-]*[[:word:]])?)?"
    rf"(?![@＠{_LATIN}]|://)",
    regex.IGNORECASE,
)
