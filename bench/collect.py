"""How many reports of readers' pages one process takes, and what one costs.

    python -m bench.collect [seconds]

It needs a desk's database (XIAOBIAN_DATABASE_DSN, migrated), uses a brand of its own and removes
what it wrote. Requests come over real sockets from a second process on the same machine, so the
rate is a lower bound; CPU per report is the figure to compare.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaobian.box.settings")


async def measure(durable: bool, page: str, seconds: float) -> None:
    """One mode."""
    from granian.constants import HTTPModes, Interfaces
    from granian.server.embed import Server

    from xiaobian.numbers.collect import Collector

    collector = Collector(durable=durable)

    async def application(scope, receive, send):
        if scope["type"] == "http":
            await collector(scope, receive, send)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(
        application,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    await asyncio.sleep(1)
    cpu = time.process_time()
    crowd = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.readers", str(port), page, str(seconds)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await crowd.communicate()
    cpu = time.process_time() - cpu
    kept, refused = json.loads(said)
    await collector.close()
    server.stop()
    await serving
    name = "durable" if durable else "fast"
    print(f"{name}: {kept / seconds:,.0f} req/s, {cpu / kept * 1e6:.0f} µs CPU, {refused} refused")


def main(seconds: float) -> None:
    """Both modes, then what is in the table."""
    django.setup()
    from django.db import connection

    from xiaobian.numbers.models import Hit
    from xiaobian.numbers.tokens import page_token
    from xiaobian.people.models import Brand

    brand = Brand.objects.create(name="bench", slug=f"bench-{uuid4().hex[:8]}")
    page = page_token(brand.pk, uuid4())
    try:
        for durable in (False, True):
            asyncio.run(measure(durable, page, seconds))
        print(f"{Hit.objects.filter(brand_id=brand.pk).count():,} rows in the table")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM numbers_hit WHERE brand_id = %s", [brand.pk])
        brand.delete()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
