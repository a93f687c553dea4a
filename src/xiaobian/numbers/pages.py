"""What the numbers pages show: which posts, in which period, and the same as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaobian.drafts.models import Draft
from xiaobian.numbers import registry, sparkline, summary
from xiaobian.numbers.links import Clicks, clicks_of
from xiaobian.numbers.models import Link, Poll
from xiaobian.numbers.registry import Unit
from xiaobian.numbers.summary import Summary
from xiaobian.people.models import Brand
from xiaobian.publishing.models import Delivery

PER_PAGE = 25
MOST_IN_FILE = 5_000

PERIODS: dict[str, Promise | str] = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "all": gettext_lazy("Always"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One post in the list."""

    draft: Draft
    out: datetime
    summaries: list[Summary]


def rows(brand: Brand, period: str, before: str, now: datetime) -> tuple[list[Row], str]:
    """A page of posts that went out in the period, and the cursor behind which older ones begin."""
    page = list(_drafts(brand, period, before, now)[: PER_PAGE + 1])
    more = len(page) > PER_PAGE
    page = page[:PER_PAGE]
    cursor = f"{page[-1]['out'].isoformat()},{page[-1]['draft']}" if more else ""
    return _rows(page), cursor


def _drafts(brand: Brand, period: str, before: str, now: datetime) -> QuerySet:
    found = Delivery.objects.of(brand).filter(sent_at__isnull=False)
    if period.isdigit():
        found = found.filter(sent_at__gte=now - timedelta(days=int(period)))
    if place := _place(before):
        moment, draft = place
        found = found.filter(Q(sent_at__lt=moment) | Q(sent_at=moment, draft__lt=draft))
    # A draft's last delivery stands for it: a page is read from the index, whatever lies behind it.
    later = Delivery.objects.filter(draft=OuterRef("draft"), sent_at__isnull=False).filter(
        Q(sent_at__gt=OuterRef("sent_at")) | Q(sent_at=OuterRef("sent_at"), pk__gt=OuterRef("pk"))
    )
    last = found.filter(~Exists(later)).order_by("-sent_at", "-draft")
    return last.values("draft", out=F("sent_at"))


def _place(cursor: str) -> tuple[datetime, UUID] | None:
    """What a cursor says; a broken one says nothing."""
    moment, _comma, draft = cursor.partition(",")
    try:
        at, key = datetime.fromisoformat(moment), UUID(draft)
    except ValueError:
        return None
    return (at, key) if at.tzinfo else None


def _rows(page: Sequence[dict]) -> list[Row]:
    ids = [p["draft"] for p in page]
    drafts = Draft.objects.defer("overrides").in_bulk(ids)
    out = Delivery.objects.filter(draft__in=ids, sent_at__isnull=False)
    deliveries = list(out.select_related("account").order_by("sent_at"))
    figures = summary.of(deliveries)
    of_draft: dict[UUID, list[Summary]] = {i: [] for i in ids}
    for delivery in deliveries:
        of_draft[delivery.draft_id].append(figures[delivery.pk])
    return [Row(drafts[p["draft"]], p["out"], of_draft[p["draft"]]) for p in page]


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery on the page of its post."""

    summary: Summary
    curve: str
    poll: Poll | None

    @property
    def people(self) -> list[summary.Figure]:
        """Figures about people."""
        return [f for f in self.summary.figures if f.metric.concept != "programs"]

    @property
    def programs(self) -> summary.Figure | None:
        """What was counted apart."""
        return next((f for f in self.summary.figures if f.metric.concept == "programs"), None)


def told(draft: Draft) -> list[Told]:
    """Everything known about a post, delivery by delivery."""
    out = draft.deliveries.filter(sent_at__isnull=False)
    deliveries = list(out.select_related("account", "poll").order_by("sent_at"))
    figures = summary.of(deliveries)
    mains = {d.pk: m for d in deliveries if (m := registry.main_of(d.account.kind))}
    curves = summary.many_series((d, m.name) for d, m in mains.items())
    return [
        Told(figures[d.pk], _curve(curves.get(d.pk, []), mains.get(d.pk)), getattr(d, "poll", None))
        for d in deliveries
    ]


def _curve(values: list[tuple[datetime, float]], metric: registry.Metric | None) -> str:
    if metric is None or not values:
        return ""
    label = _("%(name)s since it was out: %(value)s") % {
        "name": metric.label,
        "value": f"{values[-1][1]:g}",
    }
    return sparkline.draw(values, label)


def links_of(draft: Draft) -> list[tuple[Link, Clicks]]:
    """The short links made for a post, with their clicks."""
    links = list(draft.links.order_by("made_at"))
    clicks = clicks_of([x.pk for x in links])
    return [(x, clicks.get(x.pk, Clicks())) for x in links]


_COLUMNS = (
    *("post", "platform", "account", "address", "out_at", "metric", "name", "value", "unit"),
    *("window", "denominator", "measured_at", "source", "version"),
)


def table(brand: Brand, period: str, now: datetime) -> Iterator[str]:
    """The period as CSV, a line for each figure, with the definition beside the value."""
    yield "\ufeff" + _line(_COLUMNS)  # the mark without which Excel takes UTF-8 for Latin
    page = list(_drafts(brand, period, "", now)[:MOST_IN_FILE])
    for first in range(0, len(page), 200):
        for row in _rows(page[first : first + 200]):
            for told_of in row.summaries:
                yield from _lines(row, told_of)


def _lines(row: Row, of: Summary) -> Iterator[str]:
    delivery = of.delivery
    for figure in of.figures:
        metric = figure.metric
        yield _line(
            [
                str(row.draft),
                delivery.account.kind,
                delivery.account.name,
                delivery.url,
                delivery.sent_at.isoformat() if delivery.sent_at else "",
                metric.name,
                str(metric.label),
                f"{figure.value:g}" if metric.unit == Unit.SECONDS else f"{figure.value:.0f}",
                metric.unit.value,
                metric.window,
                metric.denominator,
                figure.at.isoformat(),
                figure.source,
                str(metric.version),
            ]
        )


def _line(cells: Sequence[str]) -> str:
    """One line; a cell that a spreadsheet would run as a formula is made plain text."""
    plain = [f"'{c}" if c[:1] in ("=", "+", "-", "@", "\t", "\r") else c for c in cells]
    out = io.StringIO()
    csv.writer(out).writerow(plain)
    return out.getvalue()
