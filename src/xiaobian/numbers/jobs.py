"""Chores: folding signs into days, asking platforms back, making room, forgetting salts."""

from __future__ import annotations

from xiaobian.kernel import clock
from xiaobian.kernel.jobs import app
from xiaobian.numbers import folding, partitions, polling, visitors


@app.periodic(cron="* * * * *")
@app.task(name="numbers.fold")
def fold(timestamp: int) -> None:
    """Every minute, so that pages are at most a minute behind."""
    folding.fold_news(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="numbers.poll")
def poll(timestamp: int) -> None:
    """Ask platforms about the posts whose next look is due."""
    now = clock.now()
    polling.begin(now)
    polling.ask_all(polling.claim(now), now)


@app.periodic(cron="7 * * * *")
@app.task(name="numbers.housekeeping")
def housekeeping(timestamp: int) -> None:
    """Partitions of the coming months, and no salt longer than its day."""
    now = clock.now()
    partitions.make_ahead(now)
    visitors.forget_salts(now)
