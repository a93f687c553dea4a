"""Links and names as the platforms find them in running text, which decides how they count.

The grammar is the public one of twitter-text 3 (X) and Mastodon's changes to it. Written so that
every text is scanned in linear time: the published expressions are quadratic on long Chinese runs.
"""

from __future__ import annotations

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
_PORT = r"(?::[0-9]+)?"


@lru_cache(maxsize=1)
def _top_levels() -> str:
    """The known top-level domains as one alternation, longest first."""
    text = files("xiaobian.typeset").joinpath("data/tlds.txt").read_text(encoding="utf-8")
    names = [line for line in text.splitlines() if line and not line.startswith("#")]
    known = "|".join(regex.escape(x) for x in sorted(names, key=len, reverse=True))
    return rf"(?:(?:{known})(?=[^0-9a-zA-Z@+\-]|$)|xn--[\-0-9a-z]+)"


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


@lru_cache(maxsize=1)
def _domain() -> str:
    label = rf"{_DOMAIN}(?:(?:{_DOMAIN}|[_\-])*{_DOMAIN})?\."
    name = rf"{_DOMAIN}(?:(?:{_DOMAIN}|-)*{_DOMAIN})?\."
    return rf"(?:{label})*{name}{_top_levels()}"


@lru_cache(maxsize=1)
def _with_scheme() -> regex.Pattern[str]:
    return regex.compile(rf"{_BEFORE}https?://{_domain()}{_PORT}", regex.IGNORECASE)


@lru_cache(maxsize=1)
def _bare() -> regex.Pattern[str]:
    # The published expression takes the character before as its own first choice: kept so.
    return regex.compile(
        rf"(?P<before>[^A-Za-z0-9@＠$#＃{_INVALID}]|^)(?P<domain>{_domain()}){_PORT}",
        regex.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _bare_ascii() -> regex.Pattern[str]:
    return regex.compile(rf"(?:[\-a-z0-9{_LATIN}]+\.)+{_top_levels()}", regex.IGNORECASE)


_TAIL_X, _TAIL_MASTODON = _Tail(_X), _Tail(_MASTODON)
_RUN = regex.compile(rf"(?:{_DOMAIN}|[._\-])++")
_SCHEME = regex.compile(r"https?://$", regex.IGNORECASE)
_REACH = 100  # characters looked back from a dot for the beginning of a name
_LONGEST = 4096
_TCO = regex.compile(rf"https?://t\.co/[a-z0-9]+(?:\?{_X.query}*{_X.query_end})?", regex.IGNORECASE)


def links_x(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that X turns into t.co links, in order."""
    if "." not in text:
        return
    done = 0
    for run in _RUN.finditer(text):
        if run.start() < done or "." not in run.group():
            continue
        if found := _with_scheme().match(text, _scheme_start(text, run.start())):
            start, end = found.start(), _TAIL_X.end(text, found.end())
            if short := _TCO.match(text, start):
                end = max(short.end(), found.end())
            if end - start <= _LONGEST:
                yield start, end
            done = end
        for start, end in _bare_links(text, max(done, run.start()), run.end(), done):
            yield start, end
            done = end


def _scheme_start(text: str, host: int) -> int:
    """Where `http://` or `https://` begins that ends at `host`, else `host` itself."""
    scheme = _SCHEME.search(text, max(0, host - 8), host)
    return scheme.start() if scheme else host


def _bare_links(text: str, start: int, stop: int, done: int) -> Iterator[tuple[int, int]]:
    """Links without a scheme that begin in `[start, stop)`: only their ASCII part counts."""
    dot = text.find(".", start, stop)
    pos = max(start - 1, dot - _REACH, done)
    while dot >= 0 and (found := _bare().search(text, pos)) and found.start("domain") < stop:
        end = _TAIL_X.end(text, found.end())
        domain = found.start("domain"), found.end("domain")
        if not found.group("before").endswith(("-", "_", ".", "/")):
            inside = list(_bare_ascii().finditer(text, *domain))
            for host in inside[:-1]:
                yield host.span()
            if inside and end > domain[1] and text[found.end() : found.end() + 1] == "/":
                yield inside[-1].start(), end
            elif inside:
                yield inside[-1].span()
        pos = end


def links_mastodon(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that Mastodon turns into links, in order; a scheme is required."""
    if "://" not in text:
        return
    pos = 0
    while found := _with_scheme().search(text, pos):
        pos = _TAIL_MASTODON.end(text, found.end())
        yield found.start(), pos


MASTODON_NAME = regex.compile(
    r"(?<![=/[:word:]])@(?P<name>[a-z0-9_]+(?:[a-z0-9_.\-]*[a-z0-9_])?)"
    r"(?P<host>@[[:word:]](?:[[:word:].\-]*[[:word:]])?)?"
    rf"(?![@＠{_LATIN}]|://)",
    regex.IGNORECASE,
)
