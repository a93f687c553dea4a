"""How the trail tells what became of promises."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"delivery": _("Publishing")}

SENTENCES = {
    "delivery.scheduled": _("{actor} scheduled {subject} for {due_at}"),
    "delivery.moved": _("{actor} moved {subject} from {was} to {due_at}"),
    "delivery.cancelled": _("{actor} took {subject} back before it went out"),
    "delivery.settled": _("{actor} looked for {subject}: {there}"),
    "delivery.withdrawn": _("{actor} took {subject} down"),
    "delivery.updated": _("{actor} brought {subject} up to date"),
    "delivery.sent": _("{subject} is out"),
    "delivery.pending": _("{subject}: the platform has it and decides later"),
    "delivery.unknown": _("{subject}: the answer was lost, the platform will be asked"),
    "delivery.asking": _("{subject}: the platform can't be asked, a person has to look"),
    "delivery.refused": _("{subject} was refused: {why}"),
    "delivery.missed": _("{subject} did not go out at its moment: {why}"),
    "delivery.sending": _("{subject} is going out"),
}
