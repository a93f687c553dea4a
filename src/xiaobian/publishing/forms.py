"""What people type about moments, turned into moments with errors they can act on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaobian.accounts.models import Account
from xiaobian.kernel.clock import WallTimeGap
from xiaobian.people.models import Brand
from xiaobian.publishing.moment import (
    WALL,
    InThePast,
    Moment,
    NoSlot,
    at_wall,
    next_slot,
    right_now,
)

WHEN = [
    ("now", gettext_lazy("Now")),
    ("at", gettext_lazy("At a moment")),
    ("slot", gettext_lazy("Next queue slot")),
]


class MomentForm(forms.Form):
    """Now, at a wall time of the brand, or the next free slot of each account."""

    when = forms.ChoiceField(choices=WHEN, initial="at", label=gettext_lazy("When"))
    wall = forms.CharField(
        required=False,
        label=gettext_lazy("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, brand: Brand, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand, self.now = brand, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == "at" and "wall" in cleaned:
            try:
                cleaned["moment"] = at_wall(cleaned["wall"], self.brand.zone, self.now)
            except (WallTimeGap, InThePast, ValueError) as error:
                self.add_error("wall", say(error))
        return cleaned

    def moment_for(self, account: Account) -> Moment:
        """The moment for one account; raises NoSlot when its queue is empty or full."""
        if self.cleaned_data["when"] == "slot":
            return next_slot(account, self.brand.zone, self.now)
        if self.cleaned_data["when"] == "now":
            return right_now(self.brand.zone, self.now)
        return self.cleaned_data["moment"]


def say(error: Exception) -> str:
    """What is wrong with a moment and what to do, for people."""
    if isinstance(error, WallTimeGap):
        return _("On that day the clocks skip this time. The next one that exists is %(time)s.") % {
            "time": error.after.strftime("%H:%M")
        }
    if isinstance(error, InThePast):
        return _("That moment is over. Choose a later one, or publish now.")
    if isinstance(error, NoSlot):
        return _(
            "%(account)s has no free queue slot in the next four weeks. Add slots on its page."
        ) % {"account": str(error)}
    return _("Write the day and time like 2026-11-22 12:10.")


def wall_text(wall: datetime) -> str:
    """A wall time as forms and the calendar write it."""
    return wall.strftime(WALL)
