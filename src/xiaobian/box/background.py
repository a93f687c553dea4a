"""The two parts that work without being asked: the worker and the clock."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import socket
import threading
from collections.abc import Callable

from xiaobian.box.config import config

POLL_SECONDS = 1  # jobs whose NOTIFY was missed wait no longer
GRACE_SECONDS = 12  # for jobs that run when the end is asked for; below the supervisor's patience
IDLE_PULSE_SECONDS = 15


def work() -> None:
    """Run jobs until told to end. Successful ones are deleted: the rows they served are the record."""
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def run() -> None:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                name=f"{socket.gethostname()}/{os.environ.get('XIAOBIAN_PART', 'worker')}",
                concurrency=config().workers.slots,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )

    asyncio.run(run())


def tick() -> None:
    """Run the clock that rings what is due, until told to end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _clock()(stop)


def _clock() -> Callable[[threading.Event], None]:
    try:
        run: Callable[[threading.Event], None] = importlib.import_module(
            "xiaobian.publishing.clock"
        ).run
    except ModuleNotFoundError as error:
        if error.name != "xiaobian.publishing.clock":
            raise
        return _idle
    return run


def _idle(stop: threading.Event) -> None:
    """Nothing has a due moment yet: only show that the clock lives."""
    from django.db import connection

    while not stop.is_set():
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        stop.wait(IDLE_PULSE_SECONDS)
