"""The audit trail: what was done in a brand, told in sentences.

Every installed package may have a module `sentences` with `SENTENCES`, a template per verb, and
`KINDS`, the name of each kind of subject. Templates speak of `{actor}`, `{subject}` and the keys of
the event's data. A verb nobody has a sentence for is still told, only stiffly.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import dates, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xiaobian.kernel import clock
from xiaobian.kernel.models import Event
from xiaobian.kernel.reasons import said
from xiaobian.people.models import Brand
from xiaobian.people.words import role_word

PAGE = 50
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the trail; `day` to `until` are days of the brand's zone, both included."""

    person: UUID | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None


def events_of(brand: Brand, wanted: Filter) -> QuerySet[Event]:
    """The brand's events, newest first."""
    found = Event.objects.filter(brand_id=brand.pk).order_by("-at", "-id")
    if wanted.person:
        found = found.filter(actor_id=wanted.person)
    if wanted.kind:
        found = found.filter(verb__startswith=f"{wanted.kind}.")
    tz = ZoneInfo(brand.zone)
    if wanted.since:
        found = found.filter(at__gte=datetime.combine(wanted.since, time.min, tz))
    if wanted.until:
        end = datetime.combine(wanted.until + timedelta(days=1), time.min, tz)
        found = found.filter(at__lt=end)
    return found


def page_after(found: QuerySet[Event], last: Event | None) -> tuple[list[Event], bool]:
    """The next page after the event `last`, and whether more follow."""
    if last:
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def sentence(event: Event) -> str:
    """The event as one sentence in the reader's language."""
    template = _said()[0].get(event.verb)
    if template is None:
        return f"{_actor(event)} · {event.verb.replace('_', ' ')} · {event.subject}".rstrip(" ·")
    return str(template).format_map(_Words(event))


def sentences() -> Mapping[str, str | Promise]:
    """The template of each verb."""
    return _said()[0]


def kinds() -> Mapping[str, str | Promise]:
    """What the trail can be filtered by."""
    return _said()[1]


def as_csv(found: Iterable[Event], zone: str) -> Iterator[str]:
    """The events as lines of CSV that a spreadsheet can open without running anything."""
    yield "\ufeff" + _line([_("When"), _("Who"), _("What"), _("Verb"), _("Subject")])
    for event in found:
        at = clock.to_wall(event.at, zone).isoformat(" ", "seconds")
        yield _line([at, _actor(event), sentence(event), event.verb, event.subject])


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def _actor(event: Event) -> str:
    return event.actor or _("The desk")


class _Words(dict[str, str]):
    """What a template may speak of; what the event doesn't know is a dash."""

    def __init__(self, event: Event) -> None:
        data = {key: _spoken(key, value) for key, value in event.data.items()}
        own = {"actor": _actor(event), "subject": event.subject or "—"}
        super().__init__(data | own)
        if isinstance(changed := event.data.get("now"), dict):
            self["fields"] = ", ".join(_field(name) for name in changed)

    def __missing__(self, key: str) -> str:
        return "—"


def _spoken(key: str, value: Any) -> str:
    """A value of the event's data as people say it."""
    if key == "weekdays":
        return ", ".join(str(dates.WEEKDAYS_ABBR[day]) for day in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if key == "why":
        return said(str(value), _)
    if isinstance(value, bool):
        return _("it is there") if value else _("it is not there")
    if isinstance(value, str) and _MOMENT.match(value):
        zone = timezone.get_current_timezone_name()  # within a page: the brand's
        return f"{clock.to_wall(datetime.fromisoformat(value), zone):%Y-%m-%d %H:%M}"
    return role_word(str(value)) if key in {"role", "was"} else str(value)


def _field(name: str) -> str:
    from xiaobian.people.forms import BrandForm

    field = BrandForm.base_fields.get(name)
    return str(field.label) if field and field.label else name


@cache
def _said() -> tuple[dict[str, str | Promise], dict[str, str | Promise]]:
    sentences: dict[str, str | Promise] = {}
    named: dict[str, str | Promise] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.sentences"
        if app.name.startswith("xiaobian.") and find_spec(name):
            module = import_module(name)
            sentences |= module.SENTENCES
            named |= module.KINDS
    return sentences, named
