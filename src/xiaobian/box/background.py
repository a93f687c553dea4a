"""The two parts that work without being asked: the worker and the clock."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from xiaobian.box.config import config

POLL_SECONDS = 1  # jobs whose NOTIFY was missed wait no longer
GRACE_SECONDS = 12  # for jobs that run when the end is asked for; below the supervisor's patience


def work() -> None:
    """Run jobs until told to end. Successful ones are deleted: the rows they served are the record."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.psycopg_connector import PsycopgConnector

    slots = config().workers.slots
    # A second app that shares the tasks, instead of replace_connector: what a job defers must go
    # through Django's connection, into the job's own transaction.
    fetching = app.with_connector(
        PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=8)
    )

    async def run() -> None:
        # asyncio's own pool has a few threads only; each slot that runs plain code needs one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(slots, "job"))
        async with fetching.open_async():
            await fetching.run_worker_async(
                name=f"{socket.gethostname()}/{os.environ.get('XIAOBIAN_PART', 'worker')}",
                concurrency=slots,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )

    asyncio.run(run())


def tick() -> None:
    """Run the clock that rings what is due, until told to end."""
    from xiaobian.publishing import clock

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock.run(stop)
