"""The words for where something stands. Five carry the chain and are the same on every page."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Word(NamedTuple):
    """A state as it is shown: its text and its tone ("" is quiet)."""

    text: str | Promise
    tone: str = ""


WORDS: dict[str, Word] = {
    # The five.
    "ready": Word(pgettext_lazy("state", "ready")),
    "needs_approval": Word(_("needs approval"), "amber"),
    "going_out": Word(_("going out"), "blue"),
    "out": Word(_("out · verified"), "jade"),
    "needs_person": Word(_("needs a person"), "amber"),
    # Before and after the chain.
    "writing": Word(_("being written")),
    "unverified": Word(_("out"), "jade"),
    "cancelled": Word(_("cancelled")),
    "withdrawn": Word(_("withdrawn")),
    "archived": Word(_("archived")),
}

# Where a delivery or a review stands, as the five words say it.
ALIASES = {
    "scheduled": "ready",
    "sending": "going_out",
    "pending": "going_out",
    "unknown": "going_out",
    "sent": "unverified",
    "asking": "needs_person",
    "refused": "needs_person",
    "missed": "needs_person",
}


def word(name: str) -> Word:
    """The word for a state's name; an unknown name is shown as it is, so that it gets noticed."""
    return WORDS.get(ALIASES.get(name, name)) or Word(name)
