"""After a post is out: take it down, or change it in place where the platform can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from xiaobian.accounts.port import Capability, Outcome, Sent
from xiaobian.kernel import clock, events
from xiaobian.people.models import User
from xiaobian.publishing.engine import begin, call
from xiaobian.publishing.models import Attempt, Delivery
from xiaobian.publishing.render import frozen
from xiaobian.publishing.states import NotPossible, State
from xiaobian.review.standing import is_approved


class CantDo(Exception):
    """The platform said no, or nobody knows; `answer` is what it said."""

    def __init__(self, answer: Outcome) -> None:
        super().__init__(getattr(answer, "why", ""))
        self.answer = answer


class NotApproved(Exception):
    """The changed text waits for its approval."""


def withdraw(delivery: Delivery, by: User, now: Callable[[], datetime] = clock.now) -> Delivery:
    """Take a published post down. Repeating it is harmless. Raises NotPossible or CantDo."""
    delivery, attempt = _begin(delivery, "withdraw", Capability.WITHDRAW, now())
    connector, sent = delivery.account.connector, _sent(delivery)
    answer = call(delivery, lambda door, post: connector.withdraw(door, post, sent))
    _end(attempt, answer, now())
    if not isinstance(answer, Sent):
        raise CantDo(answer)
    with transaction.atomic():
        delivery.state, delivery.withdrawn_at = State.WITHDRAWN, now()
        delivery.save(update_fields=["state", "withdrawn_at"])
        _tell("withdrawn", delivery, by, now())
    return delivery


def update(delivery: Delivery, by: User, now: Callable[[], datetime] = clock.now) -> Delivery:
    """Bring a published post to what the draft says now. Raises NotApproved, NotPossible or CantDo."""
    if not is_approved(delivery.draft):
        raise NotApproved
    delivery, attempt = _begin(delivery, "edit", Capability.EDIT, now())
    version = delivery.draft.keep_version(delivery.draft.edited_by, delivery.draft.edited_at)
    delivery.rendition = frozen(version, delivery.account)
    delivery.staged = {}
    connector, sent = delivery.account.connector, _sent(delivery)
    answer = call(delivery, lambda door, post: connector.edit(door, post, sent))
    _end(attempt, answer, now())
    if not isinstance(answer, Sent):
        raise CantDo(answer)
    with transaction.atomic():
        delivery.url = answer.url or delivery.url
        delivery.save(update_fields=["rendition", "url"])
        _tell("updated", delivery, by, now())
    return delivery


def may(delivery: Delivery, capability: Capability) -> bool:
    """Whether the platform of a sent delivery can do this."""
    return delivery.state == State.SENT and capability in delivery.account.manifest.capabilities


def is_behind(delivery: Delivery) -> bool:
    """Whether the draft says something else now than what is out."""
    shown = delivery.rendition.version.content_hash
    return delivery.state == State.SENT and shown != delivery.draft.content_hash


def _begin(
    delivery: Delivery, act: str, needs: Capability, now: datetime
) -> tuple[Delivery, Attempt]:
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=("self",))
        rows = rows.select_related("brand", "draft", "account", "rendition__version")
        delivery = rows.get(pk=delivery.pk)
        if not may(delivery, needs):
            raise NotPossible(delivery.state, State.WITHDRAWN)
        return delivery, begin(delivery, act, now)


def _end(attempt: Attempt, answer: Outcome, now: datetime) -> None:
    attempt.ended_at, attempt.outcome = now, type(answer).__name__.lower()
    attempt.why = getattr(answer, "why", "")[:1000]
    attempt.save(update_fields=["ended_at", "outcome", "why"])


def _sent(delivery: Delivery) -> Sent:
    return Sent(remote_id=delivery.remote_id, url=delivery.url, at=delivery.sent_at)


def _tell(what: str, delivery: Delivery, by: User, now: datetime) -> None:
    events.record(f"delivery.{what}", brand_id=delivery.brand_id, by=by, at=now, subject=delivery)
