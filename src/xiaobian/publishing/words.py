"""Where deliveries stand, in the house's words, for many at once."""

from __future__ import annotations

from collections.abc import Iterable

from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State
from xiaobian.review.standing import standings

_WORDS = {
    State.SENDING: "going_out",
    State.PENDING: "going_out",
    State.UNKNOWN: "going_out",
    State.ASKING: "needs_person",
    State.MISSED: "needs_person",
    State.REFUSED: "needs_person",
    State.CANCELLED: "cancelled",
    State.WITHDRAWN: "withdrawn",
}


def worded(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The same deliveries, each with `word` set; two queries for all approvals.

    Select `draft__brand` with them, or every draft costs another query.
    """
    listed = list(deliveries)
    waiting = {d.draft_id: d.draft for d in listed if d.state == State.SCHEDULED}
    known = standings(list(waiting.values())) if waiting else {}
    for delivery in listed:
        standing = known.get(delivery.draft_id)
        delivery.word = word(delivery, standing is None or standing.approved)
    return listed


def word(delivery: Delivery, approved: bool) -> str:
    """The word for one delivery whose draft is approved or not."""
    if delivery.state == State.SCHEDULED:
        return "ready" if approved else "needs_approval"
    if delivery.state == State.SENT:
        return "out" if delivery.verified_at else "unverified"
    return _WORDS[State(delivery.state)]
