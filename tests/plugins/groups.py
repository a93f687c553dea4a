"""Keeps groups of tests together: pytest 9.2 no longer reads the place where xdist 3.8 writes them.

`--dist loadgroup` appends `@group` to `item._nodeid`; pytest now builds the name from `item._id`. The
suffix never reaches the scheduler, and tests that measure time or share a server run apart.
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Carry the name that xdist wrote over to where it is read."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        written = vars(item).get("_nodeid", "")
        if "@" in written and written != item.nodeid:
            item._id = type(item.id).parse(written)  # type: ignore[attr-defined]
