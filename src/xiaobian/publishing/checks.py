"""The last look before a post goes out: may it, and would the platform take it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State
from xiaobian.review.standing import is_approved


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a post must not go out now, and where its delivery goes instead."""

    state: State
    why: str


def objection(delivery: Delivery, now: datetime) -> Objection | None:
    """The first reason against sending, or None."""
    account, brand = delivery.account, delivery.brand
    if account.disconnected_at:
        return Objection(State.MISSED, _("The account is no longer connected."))
    if account.health == "reconnect":
        return Objection(State.MISSED, _("The account must be connected again first."))
    if not is_approved(delivery.draft):
        return Objection(State.MISSED, _("This text was not approved at its moment."))
    if _too_late(delivery, now, brand.late_minutes):
        return Objection(State.MISSED, _("It would have gone out too late. Should it still?"))
    if delivery.rendition.value.blocked:
        return Objection(State.REFUSED, _("The platform would refuse this text; see the remarks."))
    return None


def _too_late(delivery: Delivery, now: datetime, minutes: int) -> bool:
    # A platform that asked to wait has already made it late with our consent.
    promised = max(delivery.due_at, delivery.after or delivery.due_at)
    return now - promised > timedelta(minutes=minutes)
