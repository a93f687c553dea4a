"""The doorbells: each holds an id and does nothing when its row can't be claimed."""

from __future__ import annotations

from uuid import UUID

from xiaobian.kernel.jobs import Ring, app, ring_all
from xiaobian.publishing import engine, prepare
from xiaobian.publishing.states import State

QUEUE = "promises"


@app.task(name="publishing.keep", queue=QUEUE)
def keep(delivery_id: str) -> None:
    """Keep one promise, and have a look at the result when nothing more urgent waits."""
    if engine.keep(UUID(delivery_id)) is State.SENT:
        ring_all([Ring("publishing.verify", {"delivery_id": delivery_id}, priority=-10)])


@app.task(name="publishing.ask", queue=QUEUE)
def ask(delivery_id: str) -> None:
    """Ask the platform about one unsettled post."""
    engine.ask(UUID(delivery_id))


@app.task(name="publishing.verify", queue="default")
def verify(delivery_id: str) -> None:
    """Look whether a sent post is really there."""
    engine.verify(UUID(delivery_id))


@app.task(name="publishing.prepare", queue="default")
def make_ready(delivery_id: str) -> None:
    """Upload media and prove limits before the moment."""
    prepare.prepare(UUID(delivery_id))
