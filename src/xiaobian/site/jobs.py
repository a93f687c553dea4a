"""Chores of the site."""

from __future__ import annotations

from xiaobian.kernel import clock, limits
from xiaobian.kernel.jobs import app


@app.periodic(cron="23 4 * * *")
@app.task(name="site.forget_limits")
def forget_limits(timestamp: int) -> None:
    """Readers' token buckets that are full again are forgotten."""
    limits.sweep(clock.now())
