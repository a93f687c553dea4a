"""How the trail tells what happened to accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"account": _("Accounts")}

SENTENCES = {
    "account.connected": _("{actor} connected {subject}"),
    "account.reconnected": _("{actor} reconnected {subject}"),
    "account.disconnected": _("{actor} disconnected {subject}"),
    "account.lost": _("{subject} needs attention: {why}"),
    "account.recovered": _("{subject} works again"),
    "account.slots_added": _("{actor} added times to {subject}: {weekdays} {time}"),
    "account.slot_removed": _("{actor} removed a time of {subject}: {weekdays} {time}"),
}
