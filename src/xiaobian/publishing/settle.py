"""What a platform's answer means for the promise."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Absent, Finding, Later, Outcome, Pending, Refused, Sent, Unknown
from xiaobian.kernel import events
from xiaobian.publishing.bell import wake
from xiaobian.publishing.models import Attempt, Delivery
from xiaobian.publishing.states import State, check

# How long after an unanswered call the platform is asked: what was under way has landed by then.
SETTLING = timedelta(seconds=5)
# Asking again after no clear answer: 15 s, 30 s, 1 min … at most an hour apart, a day in all.
ASK_AGAIN = timedelta(seconds=15)
ASK_AT_MOST_EVERY = timedelta(hours=1)
ASK_FOR = timedelta(hours=24)


def settle(attempt: Attempt, answer: Outcome | Finding, now: datetime) -> State | None:
    """Write what came of an attempt, if it is still the last word on its delivery."""
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("account", "brand")
            .get(pk=attempt.delivery_id)
        )
        _close(attempt, answer, now)
        newest = delivery.attempts.order_by("-number").values_list("pk", flat=True).first()
        open_states = (State.SENDING, State.UNKNOWN, State.PENDING)
        if newest != attempt.pk or delivery.state not in open_states:
            return None
        _apply(delivery, answer, now)
        return State(delivery.state)


def step(delivery: Delivery, state: State, now: datetime, why: str = "") -> None:
    """Move a locked delivery along the table of states, and tell of it."""
    check(delivery.state, state)
    delivery.state, delivery.note = state, why
    if state is not State.SENDING:
        delivery.rung_at = None
    delivery.save()
    if state is not State.SENDING:
        wake()  # the account's next post may have its turn
        events.record(
            f"delivery.{state}",
            brand_id=delivery.brand_id,
            by=None,
            at=now,
            subject=delivery,
            why=why,
        )


def _close(attempt: Attempt, answer: Outcome | Finding, now: datetime) -> None:
    attempt.ended_at = max(now, attempt.started_at)
    attempt.outcome = type(answer).__name__.lower()
    attempt.why = getattr(answer, "why", "")[:1000]
    attempt.save(update_fields=["ended_at", "outcome", "why"])


def _apply(delivery: Delivery, answer: Outcome | Finding, now: datetime) -> None:
    match answer:
        case Sent():
            _sent(delivery, answer, now)
        case Pending():
            delivery.remote_id = answer.remote_id or delivery.remote_id
            _wait_and_ask(delivery, State.PENDING, now, answer.why)
        case Absent():
            delivery.lease_until = None
            step(delivery, State.SCHEDULED, now, "")
        case Later():
            _later(delivery, answer, now)
        case Refused():
            _refused(delivery, answer, now)
        case Unknown():
            state = State.PENDING if delivery.state == State.PENDING else State.UNKNOWN
            _wait_and_ask(delivery, state, now, answer.why)
    _free_account(delivery.account, answer, now)


def _sent(delivery: Delivery, sent: Sent, now: datetime) -> None:
    delivery.remote_id, delivery.url = sent.remote_id, sent.url
    delivery.sent_at = sent.at or now
    if delivery.state in (State.UNKNOWN, State.PENDING):
        delivery.verified_at = now
    delivery.lease_until = None
    step(delivery, State.SENT, now)


def _later(delivery: Delivery, later: Later, now: datetime) -> None:
    if delivery.state in (State.UNKNOWN, State.PENDING):
        # It was the question that has to wait, not the post.
        delivery.lease_until = now + timedelta(seconds=later.after)
        delivery.save(update_fields=["lease_until"])
        return
    delivery.after = now + timedelta(seconds=later.after)
    delivery.lease_until = None
    step(delivery, State.SCHEDULED, now, later.why)


def _refused(delivery: Delivery, refused: Refused, now: datetime) -> None:
    if refused.reconnect:
        delivery.account.note_health("reconnect", refused.why, now)
    if delivery.state == State.UNKNOWN:
        # The question was refused: that says nothing about the post.
        _wait_and_ask(delivery, State.UNKNOWN, now, refused.why)
        return
    delivery.lease_until = None
    step(delivery, State.REFUSED, now, refused.why)


def _wait_and_ask(delivery: Delivery, state: State, now: datetime, why: str) -> None:
    asked = delivery.attempts.filter(act="find").count()
    first = delivery.attempts.filter(act="publish").order_by("-number").first()
    if asked and first and now - first.started_at > ASK_FOR:
        step(delivery, State.ASKING, now, why)
        return
    wait = min(ASK_AGAIN * 2 ** min(asked - 1, 12), ASK_AT_MOST_EVERY) if asked else SETTLING
    delivery.lease_until = now + wait
    if delivery.state == state:
        delivery.note = why
        delivery.save(update_fields=["lease_until", "note", "remote_id"])
    else:
        step(delivery, state, now, why)


def _free_account(account: Account, answer: Outcome | Finding, now: datetime) -> None:
    """Give the account's next post its turn: at once, after the platform's gap, or its Retry-After."""
    seconds = answer.after if isinstance(answer, Later) else account.manifest.gap_seconds
    if seconds:
        Account.objects.filter(pk=account.pk).update(free_at=now + timedelta(seconds=seconds))
