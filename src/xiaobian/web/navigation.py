"""The places of the desk, in the order of the day. A place is shown once it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiaobian.people.access import Act
from xiaobian.web import counters

Group = Literal["today", "day", "season", "foot", "person"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: where it is, who may go there, what its counter counts."""

    key: str
    label: str | Promise
    icon: str
    url: str  # a URL name; the entry stays away until it resolves
    group: Group
    act: Act = Act.SEE
    go: str = ""  # `g` and this letter go there
    counter: Callable[[HttpRequest], int] | None = None
    alarm: bool = False  # what is counted is broken, not just waiting
    tab: int = 0  # place in the bar of a phone, 0 for none
    href: str = ""
    count: int = 0
    current: bool = False


ENTRIES: tuple[Entry, ...] = (
    Entry("today", _("Today"), "sun", "today", "today", go="t", counter=counters.today, tab=1),
    Entry("topics", _("Topics"), "radar", "topics:list", "day", go="o"),
    Entry("desk", _("Desk"), "pen-line", "drafts:list", "day", go="d", tab=2),
    Entry("calendar", _("Calendar"), "calendar-days", "publishing:calendar", "day", go="c", tab=4),
    Entry("inbox", _("Inbox"), "inbox", "inbox:threads", "day", go="i"),
    Entry(
        "numbers", _("Numbers"), "chart-line", "numbers:overview", "day", Act.NUMBERS, "n", tab=5
    ),
    Entry("partners", _("Partners"), "users", "partners:list", "season"),
    Entry("campaigns", _("Campaigns"), "megaphone", "campaigns:list", "season"),
    Entry("films", _("Films"), "film", "films:list", "season"),
    Entry("plans", _("Plans"), "map-pin", "plans:list", "season"),
    Entry("work", _("Work"), "list-todo", "work:list", "season"),
    Entry(
        "comments",
        _("Comments"),
        "message-circle",
        "site:comments",
        "day",
        Act.MODERATE,
        counter=counters.comments,
    ),
    Entry("site", _("Site"), "globe", "site:look", "foot", Act.SITE, "s"),
    Entry("media", _("Media"), "images", "media:library", "foot", go="m"),
    Entry(
        "accounts",
        _("Accounts"),
        "plug",
        "accounts:list",
        "foot",
        go="a",
        counter=counters.accounts,
        alarm=True,
    ),
    Entry("team", _("Team"), "users", "people:team", "foot"),
    Entry("settings", _("Settings"), "settings", "people:settings", "foot", Act.BRAND),
    Entry("me", _("You"), "user", "people:me", "person"),
    Entry("security", _("Password and passkeys"), "key-round", "people:security", "person"),
)

COMPOSE = Entry("compose", _("Write"), "plus", "drafts:new", "today", Act.WRITE, tab=3)


def address(name: str) -> str:
    """Where a URL name leads within the present brand; empty while nothing is there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def open_to(request: HttpRequest, entries: tuple[Entry, ...] = ENTRIES) -> Iterator[Entry]:
    """The entries that work and that this member may enter, with their counters filled."""
    member = getattr(request, "member", None)
    for entry in entries:
        href = address(entry.url)
        if not href or not (member and member.may(entry.act)):
            continue
        count = entry.counter(request) if entry.counter else 0
        yield replace(entry, href=href, count=count)


def with_current(entries: list[Entry], path: str) -> list[Entry]:
    """Mark the entry whose address is the longest beginning of the path."""
    best = max(
        (e for e in entries if path.startswith(e.href)), key=lambda e: len(e.href), default=None
    )
    if best is not None and best.key == "today" and path != best.href:
        best = None  # every page begins with Today's address
    return [replace(e, current=e is best) for e in entries]
