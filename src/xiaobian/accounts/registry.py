"""Finds connectors through their entry points; the built-in ones use the same door."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from xiaobian.accounts.port import Connector

GROUP = "xiaobian.connectors"


class UnknownPlatform(LookupError):
    """No installed connector serves this kind of account."""


@cache
def connector(kind: str) -> Connector:
    """The connector called `kind`; raises UnknownPlatform if none is installed or it can't load."""
    found = entry_points(group=GROUP, name=kind)
    if not found:
        raise UnknownPlatform(f"no connector for {kind!r} is installed")
    try:
        loaded: Connector = next(iter(found)).load()
    except ImportError as error:  # a plug-in that broke must not take the desk with it
        raise UnknownPlatform(f"the connector for {kind!r} can't be loaded: {error}") from error
    return loaded


@cache
def kinds() -> tuple[str, ...]:
    """Every installed platform, by name."""
    return tuple(sorted({e.name for e in entry_points(group=GROUP)}))
