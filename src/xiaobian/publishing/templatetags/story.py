"""A beat of a delivery's story as a sentence."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from xiaobian.publishing.story import Beat

register = template.Library()

_TONES = {"sent": "jade", "refused": "amber", "unknown": "amber", "absent": "blue", "later": "blue"}
_VERBS = {
    "delivery.sent": "jade",
    "delivery.verified": "jade",
    "delivery.missed": "amber",
    "delivery.asking": "amber",
    "delivery.refused": "amber",
    "delivery.unknown": "amber",
}


@register.filter
def beat_tone(beat: Beat) -> str:
    """The tone of a beat: jade for done, amber for a person, blue for information."""
    return _TONES.get(beat.outcome) or _VERBS.get(beat.kind, "")


@register.filter
def beat_sentence(beat: Beat) -> str:
    """What happened, in a sentence."""
    said = _attempt(beat) if beat.kind.startswith("attempt.") else _event(beat)
    return said % {"who": beat.actor or _("The desk"), "seconds": f"{beat.seconds or 0:.2f}"}


def _attempt(beat: Beat) -> str:
    sentences = {
        ("publish", "sent"): _("Sent; the platform answered in %(seconds)s s."),
        ("publish", "pending"): _("Sent; the platform takes its time to decide."),
        ("publish", "later"): _("The platform asked to wait."),
        ("publish", "refused"): _("The platform refused it."),
        ("publish", "unknown"): _("Sent, but no clear answer came back."),
        ("publish", ""): _("Sending began; no answer was ever written down."),
        ("find", "sent"): _("Asked the platform: it is there."),
        ("find", "absent"): _("Asked the platform: it is not there."),
        ("find", "pending"): _("Asked the platform: it has not decided yet."),
        ("find", ""): _("Asking the platform."),
        ("withdraw", "sent"): _("The platform took it down."),
        ("edit", "sent"): _("The platform changed it."),
        ("person", "sent"): _("A person looked: it is there."),
        ("person", "absent"): _("A person looked: it is not there."),
    }
    act = beat.kind.removeprefix("attempt.")
    return sentences.get((act, beat.outcome)) or _("The platform gave no clear answer.")


def _event(beat: Beat) -> str:
    sentences = {
        "delivery.scheduled": _("%(who)s scheduled it.") if beat.actor else _("It is due again."),
        "delivery.moved": _("%(who)s gave it another moment."),
        "delivery.cancelled": _("%(who)s took it back."),
        "delivery.settled": _("%(who)s settled it."),
        "delivery.withdrawn": _("%(who)s took it down."),
        "delivery.updated": _("%(who)s brought the post up to date."),
        "delivery.sent": _("It is out."),
        "delivery.verified": _("Verified: the platform shows it."),
        "delivery.pending": _("The platform has it and decides later."),
        "delivery.unknown": _("Nobody knows yet whether it is out; the platform will be asked."),
        "delivery.asking": _("The platform can't be asked; a person has to look."),
        "delivery.refused": _("It was refused."),
        "delivery.missed": _("It did not go out at its moment."),
    }
    return sentences.get(beat.kind, beat.kind)
