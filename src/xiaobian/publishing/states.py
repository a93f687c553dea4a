"""The states of a delivery and the only ways between them.

scheduled ──claim──▶ sending ──▶ sent
    ▲                  │ ├─────▶ pending ──find──▶ sent
    │                  │ ├─────▶ refused
    └──── later ───────┘ └─────▶ unknown ──find──▶ sent | scheduled | asking
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a promise stands."""

    SCHEDULED = "scheduled"  # will go out at its moment
    SENDING = "sending"  # claimed; an attempt is written down, the call may be under way
    PENDING = "pending"  # the platform has it and decides later
    UNKNOWN = "unknown"  # nobody can tell yet; the platform will be asked
    ASKING = "asking"  # the platform can't be asked: a person says whether it is there
    SENT = "sent"  # it is there
    REFUSED = "refused"  # the platform (or our own check) said no, nothing is there
    MISSED = "missed"  # too late or not approved at its moment; a person decides
    CANCELLED = "cancelled"  # taken back before it went out
    WITHDRAWN = "withdrawn"  # taken down after it was out


S = State
TRANSITIONS: dict[State, frozenset[State]] = {
    S.SCHEDULED: frozenset({S.SENDING, S.MISSED, S.REFUSED, S.CANCELLED}),
    S.SENDING: frozenset({S.SENT, S.PENDING, S.SCHEDULED, S.REFUSED, S.UNKNOWN}),
    S.PENDING: frozenset({S.SENT, S.REFUSED, S.ASKING}),
    S.UNKNOWN: frozenset({S.SENT, S.PENDING, S.SCHEDULED, S.REFUSED, S.ASKING}),
    S.ASKING: frozenset({S.SENT, S.SCHEDULED, S.CANCELLED}),
    S.MISSED: frozenset({S.SCHEDULED, S.CANCELLED}),
    S.REFUSED: frozenset({S.SCHEDULED, S.CANCELLED}),
    S.SENT: frozenset({S.WITHDRAWN}),
    S.CANCELLED: frozenset({S.SCHEDULED}),
    S.WITHDRAWN: frozenset(),
}

OPEN = frozenset({S.SCHEDULED, S.SENDING, S.PENDING, S.UNKNOWN, S.ASKING, S.MISSED, S.REFUSED})
NEEDS_A_PERSON = frozenset({S.ASKING, S.MISSED, S.REFUSED})


class NotPossible(Exception):
    """A delivery can't go from where it is to where somebody wants it."""

    def __init__(self, was: str, wanted: str) -> None:
        super().__init__(f"a delivery that is {was} can't become {wanted}")
        self.was, self.wanted = was, wanted


def check(was: str, wanted: State) -> None:
    """Raise NotPossible unless the table allows the step."""
    if wanted not in TRANSITIONS[State(was)]:
        raise NotPossible(was, wanted)
