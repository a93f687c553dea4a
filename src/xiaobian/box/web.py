"""The web server: granian in this process, so that no process of its own has to be looked after."""

from __future__ import annotations

import asyncio
import logging
import signal

from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from xiaobian.box.config import config


def serve() -> None:
    """Serve the desk until told to end."""
    asyncio.run(_serve())


async def _serve() -> None:
    from xiaobian.box import static
    from xiaobian.box.asgi import application, ending

    if not settings.DEBUG:
        static.collect()
    given = config().server
    logging.getLogger("_granian").setLevel(logging.ERROR)
    server = Server(
        application,
        address=given.host,
        port=given.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    loop = asyncio.get_running_loop()

    def end() -> None:
        ending.set()
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    await server.serve()
