"""The platform of these tests, found as any other connector is found."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from tests.accounts.platform import Home, Postcards
from xiaobian.accounts import registry, verbs


class Found(EntryPoint):
    """An entry point whose object is at hand."""

    def load(self):
        return SHELF[self.name]


SHELF = {}


@pytest.fixture
def platform(monkeypatch):
    """A fresh Postcards, installed beside the built-in site."""
    SHELF.update(postcards=Postcards(), site=Home())

    def entry_points(group, name=None):
        names = [name] if name in SHELF else [] if name else list(SHELF)
        return [Found(n, "x:y", group) for n in names]

    monkeypatch.setattr(registry, "entry_points", entry_points)
    registry.connector.cache_clear()
    registry.kinds.cache_clear()
    yield SHELF["postcards"]
    registry.connector.cache_clear()
    registry.kinds.cache_clear()


@pytest.fixture
def account(brand, jing, platform, now):
    """山野茶 on Postcards, connected."""
    typed = {"server": "https://postcards.example", "handle": "shanye", "password": "secret-leaf"}
    return verbs.connect(brand, "postcards", typed, jing, now)
