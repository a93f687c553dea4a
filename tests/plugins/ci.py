"""With CI=true a real server or browser that can't start is a failure, not a skip."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

REAL = {"browser", "pds", "crash"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test that needs something real into a failure."""
    report = yield
    needed = REAL & {mark.name for mark in item.iter_markers()}
    if report.skipped and not hasattr(report, "wasxfail") and needed and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped under CI, though it must run: {report.longrepr}"
    return report
