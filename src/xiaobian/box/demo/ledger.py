"""Rows of the past, gathered in memory and written together; keys tell the time they speak of."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from xiaobian.kernel.events import Actor
from xiaobian.kernel.models import Event
from xiaobian.people.models import Brand

M = TypeVar("M", bound=Model)
AT_ONCE = 1000


class Ledger:
    """Collects rows of one brand. Models are written in the order of their first row."""

    def __init__(self, brand: Brand, random: Random) -> None:
        self.brand, self.random = brand, random
        self.rows: dict[type[Model], list[Model]] = defaultdict(list)

    def key(self, at: datetime) -> UUID:
        """A UUIDv7 of that moment, so that rows of the past sort into the past."""
        milliseconds = int(at.timestamp() * 1000)
        low = self.random.getrandbits(74)
        number = milliseconds << 80 | 7 << 76 | (low >> 62) << 64 | 2 << 62 | low & (1 << 62) - 1
        return UUID(int=number)

    def add(self, model: type[M], moment: datetime, /, **fields: Any) -> M:
        """A record made at that moment."""
        return self.put(model(id=self.key(moment), made_at=moment, **fields))

    def put(self, row: M) -> M:
        """Any row."""
        self.rows[type(row)].append(row)
        return row

    def tell(self, verb: str, at: datetime, by: Actor | None, subject: Any, **data: Any) -> None:
        """The event that the verb would have written."""
        self.add(
            Event,
            at,
            brand_id=self.brand.pk,
            actor_id=by.id if by else None,
            actor=by.name if by else "",
            verb=verb,
            subject_id=subject.pk,
            subject=str(subject)[:300],
            data=data,
            at=at,
        )

    def write(self) -> int:
        """Write everything; returns how many rows."""
        count = 0
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
            count += len(rows)
        self.rows.clear()
        return count
