"""Signs of readers on their way into the database: hashed and written by COPY, many at a time."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from xiaobian.numbers import visitors
from xiaobian.numbers.beacons import Beacon

log = logging.getLogger(__name__)

MOST_WAITING = 20_000
IN_A_BATCH = 5_000
GATHER = 0.2  # seconds that `fast` lets signs gather
ZONES_KEPT = 300.0  # seconds

_COPY = (
    "COPY numbers_hit (at, brand_id, post_id, view_id, visitor, engaged, kind, scroll, bot, source)"
    " FROM STDIN (FORMAT BINARY)"
)
_TYPES = ("timestamptz", "uuid", "uuid", "int8", "int8", "int4", "int2", "int2", "int2", "text")


@dataclass(frozen=True, slots=True)
class Sign:
    """One beacon with what is needed to hash its sender; lives in memory only."""

    at: datetime
    beacon: Beacon
    ip: str
    agent: str
    cookies: str


class Batches:
    """Collects signs and writes them. While one batch is being written, the next one grows."""

    def __init__(self, *, durable: bool) -> None:
        self._durable = durable
        self._waiting: list[tuple[Sign, asyncio.Future[bool] | None]] = []
        self._writer: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection | None = None
        self._zones: dict[UUID, tuple[str, float]] = {}
        self._salts: dict[date, bytes] = {}

    async def add(self, sign: Sign) -> bool:
        """Whether the sign is kept: in the database when durable, else in line for it."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        done = asyncio.get_running_loop().create_future() if self._durable else None
        self._waiting.append((sign, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await done if done else True

    async def close(self) -> None:
        """Write what is waiting and close the connection."""
        if self._writer:
            await self._writer
        if self._waiting:
            await self._write_all(gather=False)
        if self._connection:
            await self._connection.close()
            self._connection = None

    async def _write_all(self, *, gather: bool = True) -> None:
        while self._waiting:
            if gather and not self._durable:
                await asyncio.sleep(GATHER)
            batch, self._waiting = self._waiting[:IN_A_BATCH], self._waiting[IN_A_BATCH:]
            written = await self._write([sign for sign, _ in batch])
            for _, done in batch:
                if done and not done.done():
                    done.set_result(written)

    async def _write(self, signs: Sequence[Sign]) -> bool:
        """Write once, and once more over a new connection: the server may have been restarted.

        A batch that was committed although its answer was lost is written twice; folding counts
        equal rows once.
        """
        for last in (False, True):
            try:
                await self._copy(signs)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                await self._drop_connection()
                if last:
                    log.error("%d signs of readers were lost: %s", len(signs), error)
            except Exception:
                log.exception("%d signs of readers could not be written", len(signs))
                await self._drop_connection()
                return False
            else:
                return True
        return False

    async def _copy(self, signs: Sequence[Sign]) -> None:
        connection = await self._open()
        await self._learn_zones(connection, {s.beacon.brand_id for s in signs})
        rows = [row for s in signs if (row := await self._row(connection, s))]
        async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in rows:
                await copy.write_row(row)

    async def _row(self, connection: psycopg.AsyncConnection, sign: Sign) -> tuple[Any, ...] | None:
        told = sign.beacon
        zone = self._zones.get(told.brand_id)
        if zone is None:  # the brand is gone
            return None
        salt = await self._salt(connection, visitors.day_in(zone[0], sign.at), sign.at)
        visitor = visitors.visitor(salt, told.brand_id, sign.ip, sign.agent)
        kind = visitors.kind(sign.agent, sign.cookies)
        return (
            *(sign.at, told.brand_id, told.post_id, told.view_id, visitor),
            *(told.engaged, told.kind, told.scroll, int(kind), told.source),
        )

    async def _learn_zones(self, connection: psycopg.AsyncConnection, brands: set[UUID]) -> None:
        now = time.monotonic()
        if unknown := [b for b in brands if self._zones.get(b, ("", 0.0))[1] < now - ZONES_KEPT]:
            found = await connection.execute(
                "SELECT id, zone FROM people_brand WHERE id = ANY(%s)", [unknown]
            )
            for brand in unknown:
                self._zones.pop(brand, None)
            self._zones.update({row[0]: (row[1], now) async for row in found})

    async def _salt(self, connection: psycopg.AsyncConnection, day: date, now: datetime) -> bytes:
        if day not in self._salts:
            await connection.execute(
                "INSERT INTO numbers_salt (day, value) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [day, secrets.token_bytes(32)],
            )
            found = await connection.execute("SELECT value FROM numbers_salt WHERE day = %s", [day])
            row = await found.fetchone()
            over = (now - timedelta(hours=12)).date()
            self._salts = {d: s for d, s in self._salts.items() if d >= over}
            self._salts[day] = bytes(row[0]) if row else secrets.token_bytes(32)
        return self._salts[day]

    async def _open(self) -> psycopg.AsyncConnection:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(conninfo(), autocommit=True)
        return self._connection

    async def _drop_connection(self) -> None:
        if self._connection:
            await self._connection.close()
            self._connection = None


def conninfo() -> str:
    """Where Django's own database is."""
    given = connections["default"].settings_dict
    named = {
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
    }
    options = {k: v for k, v in given["OPTIONS"].items() if isinstance(v, str | int)}
    named |= options | {"application_name": "xiaobian collect"}
    return make_conninfo(**{k: v for k, v in named.items() if v not in ("", None)})
