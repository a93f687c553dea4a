"""Drafts when the desk starts: the parts of the list that need no upper floor."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    """Registers the shelf that drafts know by themselves."""

    name = "xiaobian.drafts"

    def ready(self) -> None:
        """Add "mine"."""
        from xiaobian.drafts import marks

        mine = marks.Shelf("mine", _("Mine"), lambda drafts, user: drafts.owned_by(user), 10)
        marks.register(shelves=[mine])
