"""Connectors are found by their entry points, and only when they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xiaobian.accounts.port import Capability
from xiaobian.accounts.registry import UnknownPlatform, connector, kinds


def test_the_built_in_platforms_come_in_by_the_same_door() -> None:
    assert {"bluesky", "site"} <= set(kinds())
    for kind in kinds():
        found = connector(kind)
        assert found.manifest.kind == kind
        assert Capability.PUBLISH in found.manifest.capabilities
        assert connector(kind) is found


def test_a_platform_that_is_not_installed_is_named() -> None:
    with pytest.raises(UnknownPlatform, match="'myspace'"):
        connector("myspace")


def test_a_connector_works_without_django() -> None:
    code = (
        "import sys\n"
        "from xiaobian.accounts.registry import connector, kinds\n"
        "assert 'bluesky' in kinds() and 'xiaobian.connectors.bluesky' not in sys.modules\n"
        "print(connector('bluesky').manifest.name, 'django' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Bluesky", "False"]
