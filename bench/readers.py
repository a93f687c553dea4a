"""Browsers that never stop reporting: `python -m bench.readers PORT PAGE SECONDS`, see bench.collect."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

CONNECTIONS = 64
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


async def reader(port: int, page: str, until: float, done: list[int]) -> None:
    """One browser that never stops reporting over one connection."""
    source, sink = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        body = json.dumps({"p": page, "v": os.urandom(8).hex(), "e": 12_000, "s": 80}).encode()
        sink.write(
            f"POST /collect HTTP/1.1\r\nhost: x\r\nuser-agent: {AGENT}\r\n"
            f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await source.readuntil(b"\r\n\r\n")
        done[0 if head.startswith(b"HTTP/1.1 204") else 1] += 1
    sink.close()


async def crowd(port: int, page: str, seconds: float) -> list[int]:
    """How many reports were taken and how many refused."""
    done, until = [0, 0], time.monotonic() + seconds
    await asyncio.gather(*(reader(port, page, until, done) for _ in range(CONNECTIONS)))
    return done


if __name__ == "__main__":
    print(json.dumps(asyncio.run(crowd(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))))
