"""The exchange between PostgreSQL's notifications and the pages that listen in this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import psycopg
from django.db import connection
from psycopg import sql

from xiaobian.kernel.events import NEWS_CHANNEL

QUEUE = 200  # news a page may be behind; beyond that it is told to ask for everything
PATIENCE = 5.0  # seconds a page waits for the database to be heard
LONGEST_PAUSE = 15.0  # seconds between two tries to reach the database
LISTEN = sql.SQL("LISTEN {}").format(sql.Identifier(NEWS_CHANNEL))
log = logging.getLogger(__name__)


class News(NamedTuple):
    """What changed: a topic ("delivery") and the subject's id, perhaps empty."""

    topic: str
    subject: str


class Seat:
    """One listening page: a short queue that forgets everything rather than grow."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[News | None] = asyncio.Queue(QUEUE)

    async def get(self) -> News | None:
        """The next news; None means: something may have been missed."""
        return await self.queue.get()

    def put(self, news: News | None) -> None:
        """Add news; when the page is too far behind, everything becomes one resync."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            news = None
        self.queue.put_nowait(news)


class Hub:
    """Hands each notification to the pages of its brand. It listens while anybody sits."""

    def __init__(self) -> None:
        self.seats: dict[str, set[Seat]] = {}
        self.listener: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    @contextmanager
    def seat(self, brand: str) -> Iterator[Seat]:
        """Sit down to hear one brand's news."""
        seat = Seat()
        self.seats.setdefault(brand, set()).add(seat)
        if self.listener is None or self.listener.done():
            self.listening = asyncio.Event()
            self.listener = asyncio.get_running_loop().create_task(self.listen())
        try:
            yield seat
        finally:
            self.seats[brand].discard(seat)
            if not self.seats[brand]:
                del self.seats[brand]
            if not self.seats:
                self.stop()

    async def heard(self) -> None:
        """Wait until the database is heard; not for ever, because a lost one ends in a resync."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.listening.wait(), PATIENCE)

    def stop(self) -> None:
        """Let the connection go."""
        if self.listener is not None:
            self.listener.cancel()
            self.listener = None

    async def listen(self) -> None:
        """Listen for ever; a lost connection is taken up again and every page told to resync."""
        pause, lost = 0.5, False
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**target()) as heard:
                    await heard.execute(LISTEN)
                    self.listening.set()
                    if lost:
                        self.resync()
                    pause = 0.5
                    async for notification in heard.notifies():
                        self.spread(notification.payload)
            except psycopg.Error as error:
                log.warning("news can't be heard, trying again in %.1f s: %s", pause, error)
            lost = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def spread(self, payload: str) -> None:
        """Pass `<brand>:<topic>:<subject>` on to the brand's pages."""
        brand, _, rest = payload.partition(":")
        topic, _, subject = rest.partition(":")
        for seat in self.seats.get(brand, ()):
            seat.put(News(topic, subject))

    def resync(self) -> None:
        """Tell everybody that something may have been missed."""
        for seats in self.seats.values():
            for seat in seats:
                seat.put(None)


def target() -> dict[str, Any]:
    """How to reach the same database with a connection of our own, which waits for nothing else."""
    params = dict(connection.get_connection_params())
    for django_only in ("cursor_factory", "context", "prepare_threshold", "client_encoding"):
        params.pop(django_only, None)
    return params | {"autocommit": True, "application_name": "xiaobian news"}
