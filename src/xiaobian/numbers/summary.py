"""The present figures of deliveries, each with its meaning, its moment and its source."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from xiaobian.accounts.doors import open_door
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import ReadsNumbers
from xiaobian.kernel import clock
from xiaobian.numbers import registry
from xiaobian.numbers.models import Snapshot
from xiaobian.numbers.registry import Metric
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)
# The last two, so that a figure that fell can say so.
_LATEST = """
SELECT delivery_id, metric, value, at, source FROM (
    SELECT *, row_number() OVER (PARTITION BY delivery_id, metric ORDER BY at DESC) AS nth
    FROM numbers_snapshot WHERE delivery_id = ANY(%s)
) ranked WHERE nth <= 2 ORDER BY delivery_id, metric, nth
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it is, since when and from where."""

    metric: Metric
    value: float
    at: datetime
    source: str
    before: float | None = None

    @property
    def fell(self) -> bool:
        """Whether a cumulative figure went down: the platform corrected itself, or people left."""
        return self.before is not None and self.value < self.before


@dataclass(slots=True)
class Summary:
    """Every defined figure of one delivery, in the order of the registry."""

    delivery: Delivery
    figures: list[Figure] = field(default_factory=list)

    @property
    def main(self) -> Figure | None:
        """The one to show where there is room for one."""
        return next((f for f in self.figures if f.metric.main), None)


def for_deliveries(ids: Iterable[UUID]) -> dict[UUID, Summary]:
    """The newest figures of many deliveries, in a handful of queries however many there are.

    Accounts that live in this desk are asked at once, the others were asked by the poll job.
    """
    deliveries = Delivery.objects.filter(pk__in=list(ids)).select_related("account", "draft")
    return of(list(deliveries))


def of(deliveries: Sequence[Delivery]) -> dict[UUID, Summary]:
    """The same for deliveries that are already loaded with their accounts."""
    found = {d.pk: Summary(d) for d in deliveries}
    newest = _snapshots([d.pk for d in deliveries])
    newest |= _live([d for d in deliveries if d.account.manifest.builtin])
    for delivery in deliveries:
        for metric in registry.of(delivery.account.kind):
            if figure := newest.get((delivery.pk, metric.name)):
                value, at, source, before = figure
                found[delivery.pk].figures.append(Figure(metric, value, at, source, before))
    return found


_Newest = dict[tuple[UUID, str], tuple[float, datetime, str, float | None]]


def _snapshots(ids: list[UUID]) -> _Newest:
    newest: _Newest = {}
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [ids])
        for delivery, metric, value, at, source in cursor.fetchall():
            key = (delivery, metric)
            if key in newest:
                last = newest[key]
                newest[key] = (last[0], last[1], last[2], value)
            else:
                newest[key] = (value, at, source, None)
    return newest


def _live(deliveries: Sequence[Delivery]) -> _Newest:
    """What accounts inside this desk say right now; asking them leaves no machine."""
    newest: _Newest = {}
    by_account: dict[Account, list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        if delivery.state == State.SENT and delivery.remote_id:
            by_account[delivery.account].append(delivery)
    now = clock.now()
    for account, own in by_account.items():
        connector = account.connector
        if not isinstance(connector, ReadsNumbers):
            continue
        of_remote = {d.remote_id: d.pk for d in own}
        with open_door(account) as door:
            answer = connector.numbers(door, list(of_remote), now)
        for reading in answer if isinstance(answer, list) else []:
            key = (of_remote[reading.remote_id], reading.metric)
            newest[key] = (reading.value, reading.at, "desk", None)
    return newest


def series(delivery_id: UUID, metric: str) -> list[tuple[datetime, float]]:
    """Every kept value of one figure, the oldest first."""
    rows = Snapshot.objects.filter(delivery_id=delivery_id, metric=metric).order_by("at")
    return list(rows.values_list("at", "value"))


def many_series(wanted: Iterable[tuple[UUID, str]]) -> dict[UUID, list[tuple[datetime, float]]]:
    """One figure's values for each of many deliveries, in one query."""
    names = dict(wanted)
    found: dict[UUID, list[tuple[datetime, float]]] = {d: [] for d in names}
    rows = Snapshot.objects.filter(delivery_id__in=list(names), metric__in=set(names.values()))
    for delivery, metric, at, value in rows.order_by("at").values_list(
        "delivery_id", "metric", "at", "value"
    ):
        if names[delivery] == metric:
            found[delivery].append((at, value))
    return found
