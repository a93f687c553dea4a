"""The brand's own site keeps the same contract as every platform."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Connector, Door
from xiaobian.accounts.registry import connector as find_connector
from xiaobian.connectors.contract import ConnectorContract
from xiaobian.connectors.sources import bad_habits
from xiaobian.site import connector as module
from xiaobian.site.models import Post


class OwnSite:
    """The site as the contract wants to see it."""

    failures = ("lost_answer", "reset_before")

    def __init__(self, door: Door, patch: pytest.MonkeyPatch) -> None:
        self._door, self._patch = door, patch

    def door(self) -> Door:
        return self._door

    def typed(self) -> dict[str, str]:
        return {}

    def posts(self) -> Sequence[Sequence[str]]:
        return [[p.title] for p in Post.objects.filter(withdrawn_at=None).order_by("made_at", "id")]

    def calls(self) -> int:
        return 0  # it asks nobody: the database is its own

    def fail(self, kind: str) -> None:
        """The connection to the database breaks once: after the commit, or before the insert."""
        whole = module.SiteConnector._publish

        def broken(own: Any, door: Door, post: Any) -> Any:
            self._patch.setattr(module.SiteConnector, "_publish", whole)
            if kind == "reset_before":
                raise OperationalError("the server closed the connection unexpectedly")
            whole(own, door, post)
            module.transaction.set_rollback(False)
            return module.Unknown("the server closed the connection unexpectedly")

        self._patch.setattr(module.SiteConnector, "_publish", broken)

    def wait(self) -> float:
        return 0.0

    def secrets(self) -> set[str]:
        return set()


class TestSite(ConnectorContract):
    @pytest.fixture
    def connector(self) -> Any:
        return find_connector("site")

    @pytest.fixture
    def docs(self) -> Path:
        return Path(__file__).parents[2] / "docs"

    @pytest.fixture
    def platform(self, door: Door, account: Account, monkeypatch: pytest.MonkeyPatch) -> OwnSite:
        return OwnSite(door, monkeypatch)

    def test_it_neither_sleeps_nor_threads_nor_remembers(self, connector: Connector) -> None:
        """It lives in the house, so it may know Django; the other habits are as bad here."""
        found = bad_habits(Path(str(module.__file__)))
        assert [habit for habit in found if "imports django" not in habit] == []
