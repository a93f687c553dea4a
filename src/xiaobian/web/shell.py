"""What every page knows: brand, places, theme, language. Asked only by pages that show a frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiaobian.people.models import Brand
from xiaobian.web.navigation import COMPOSE, Entry, address, open_to, with_current

THEME_COOKIE = "theme"
THEMES = (
    ("", _("As the system"), "monitor"),
    ("light", _("Light"), "sun"),
    ("dark", _("Dark"), "moon"),
)
_GROUPS = (("today", ""), ("day", _("The day")), ("season", _("The season")))


def context(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor."""
    return {"shell": Shell(request)}


@dataclass(frozen=True)
class Group:
    """Some places under one label."""

    label: str | Promise
    entries: list[Entry]


class Shell:
    """The frame around a page, worked out only as far as the page asks."""

    languages = settings.LANGUAGES
    themes = THEMES

    def __init__(self, request: HttpRequest, at: str = "") -> None:
        self.request = request
        self.at = at or request.path  # the page the reader is on

    @property
    def brand(self) -> Brand | None:
        return getattr(self.request, "brand", None)

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def theme(self) -> str:
        """The reader's choice: this browser's first, then the person's, then the system's."""
        user = getattr(self.request, "user", None)
        chosen = self.request.COOKIES.get(THEME_COOKIE, getattr(user, "theme", ""))
        return chosen if chosen in {"light", "dark"} else ""

    @property
    def manage_layout(self) -> str:
        """allauth's pages for a signed-in person lie inside the desk when there is one."""
        return f"allauth/layouts/{'desk' if self.brand else 'entrance'}.html"

    @property
    def sign_up_open(self) -> bool:
        """Whether this visitor may make an account."""
        return get_adapter().is_open_for_signup(self.request)

    @property
    def sign_out(self) -> str:
        return address("account_logout")

    @cached_property
    def brands(self) -> list[Brand]:
        """Every brand this person works for."""
        return list(Brand.objects.filter(members__user=self.request.user).order_by("name"))

    @cached_property
    def entries(self) -> list[Entry]:
        if self.brand is None:
            return []
        return with_current(list(open_to(self.request)), self.at)

    @property
    def navigation(self) -> list[Group]:
        groups = [Group(label, self._of(key)) for key, label in _GROUPS]
        return [group for group in groups if group.entries]

    @property
    def foot(self) -> list[Entry]:
        return self._of("foot")

    @property
    def person_links(self) -> list[Entry]:
        return self._of("person")

    @cached_property
    def compose(self) -> Entry | None:
        """Where writing starts, if this member may write."""
        return next(open_to(self.request, (COMPOSE,)), None) if self.brand else None

    @property
    def tabs(self) -> list[Entry]:
        """The bar at the bottom of a phone."""
        own = [e for e in self.entries if e.tab] + ([self.compose] if self.compose else [])
        return sorted(own, key=lambda e: e.tab)

    @property
    def keys(self) -> list[Entry]:
        """Places with a key of their own."""
        return [e for e in self.entries if e.go]

    def _of(self, group: str) -> list[Entry]:
        return [e for e in self.entries if e.group == group]
