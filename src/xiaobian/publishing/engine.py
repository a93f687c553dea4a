"""Keeping one promise: claim, check again, send outside any transaction, settle.

1  claim    short transaction: the row, its account's turn, an identity, an attempt written ahead
2  check    approved, connected, not too late, nothing the platform would refuse
3  send     one call through the connector; a lost answer is Unknown, never "failed, try again"
4  settle   second transaction, only if the attempt is still the last word
5  ask      Unknown and Pending rows: the platform says whether it is there, else a person does
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiaobian.accounts.doors import open_door
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Absent, Door, Finds, Post, Refused, Sent, Unknown
from xiaobian.kernel import clock, events
from xiaobian.kernel.reasons import reason
from xiaobian.media.verbs import NotReady
from xiaobian.publishing.bell import wake
from xiaobian.publishing.card import keep_card
from xiaobian.publishing.checks import objection
from xiaobian.publishing.models import Attempt, Delivery
from xiaobian.publishing.render import frozen, post_of
from xiaobian.publishing.settle import settle, step
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)

_BROKEN = reason("the connector broke off: {error}")

# Longer than any connector may take (its whole deadline is below a minute), so that an attempt whose
# lease ran out is dead and not merely slow.
LEASE = timedelta(seconds=120)

Now = Callable[[], datetime]


def keep(delivery_id: UUID, now: Now = clock.now) -> State | None:
    """Try to keep the promise; None if there was nothing to do (moved on, not due, not our turn)."""
    claimed = claim(delivery_id, now())
    if claimed is None:
        return None
    delivery, attempt = claimed
    keep_card(delivery)
    outcome = call(delivery, delivery.account.connector.publish)
    return settle(attempt, outcome, now())


def claim(delivery_id: UUID, now: datetime) -> tuple[Delivery, Attempt] | None:
    """Win the right to send, and write down that an attempt begins, with its identity."""
    with transaction.atomic():
        delivery = _locked(delivery_id)
        if delivery is None or not _is_due(delivery, now):
            return None
        # The account row is the turnstile: one attempt per account, whoever rings.
        account = Account.objects.select_for_update().get(pk=delivery.account_id)
        if not _has_turn(delivery, account, now):
            return None
        delivery.account = account
        _freshen(delivery)
        if no := objection(delivery, now):
            step(delivery, no.state, now, no.why)
            return None
        _identify(delivery, now)
        delivery.lease_until = now + LEASE
        step(delivery, State.SENDING, now)
        return delivery, begin(delivery, "publish", now)


def begin(delivery: Delivery, act: str, now: datetime) -> Attempt:
    """Write an attempt ahead of the call it stands for."""
    number = delivery.attempts.count() + 1
    return delivery.attempts.create(
        number=number, act=act, identity=delivery.identity, started_at=now
    )


def ask(delivery_id: UUID, now: Now = clock.now) -> State | None:
    """Ask the platform whether an unknown or pending post is there."""
    begun = _begin_asking(delivery_id, now())
    if begun is None:
        return None
    delivery, attempt = begun
    finding = call(delivery, delivery.account.connector.find)
    return settle(attempt, finding, now())


def verify(delivery_id: UUID, now: Now = clock.now) -> bool:
    """Look whether a sent post is really there; what the platform answered is one thing, this another."""
    rows = Delivery.objects.select_related("brand", "account", "rendition")
    delivery = rows.filter(pk=delivery_id, state=State.SENT, verified_at=None).first()
    if delivery is None or not isinstance(delivery.account.connector, Finds):
        return False
    found = call(delivery, delivery.account.connector.find)
    if isinstance(found, Sent):
        Delivery.objects.filter(pk=delivery.pk).update(verified_at=now(), note="")
        events.tell(delivery.brand_id, "delivery", delivery.pk)
    elif isinstance(found, Absent):
        gone = _("The platform took it, but it is not there any more.")
        Delivery.objects.filter(pk=delivery.pk).update(note=gone)
    return isinstance(found, Sent)


def _begin_asking(delivery_id: UUID, now: datetime) -> tuple[Delivery, Attempt] | None:
    with transaction.atomic():
        delivery = _locked(delivery_id)
        if delivery is None or delivery.state not in (State.UNKNOWN, State.PENDING):
            return None
        if not isinstance(delivery.account.connector, Finds):
            step(delivery, State.ASKING, now, delivery.note)
            return None
        delivery.lease_until = now + LEASE
        delivery.save(update_fields=["lease_until"])
        return delivery, begin(delivery, "find", now)


def _locked(delivery_id: UUID) -> Delivery | None:
    # skip_locked: whoever holds the row is doing this very thing.
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    return (
        rows.select_related("brand", "draft", "account", "rendition").filter(pk=delivery_id).first()
    )


def _is_due(delivery: Delivery, now: datetime) -> bool:
    if delivery.state != State.SCHEDULED or delivery.due_at > now:
        return False
    return delivery.after is None or delivery.after <= now


def _has_turn(delivery: Delivery, account: Account, now: datetime) -> bool:
    waits = account.free_at is not None and account.free_at > now
    if waits or Delivery.objects.filter(account=account, state=State.SENDING).exists():
        # The clock rings again when the account is free; until then this ring never happened.
        Delivery.objects.filter(pk=delivery.pk).update(rung_at=None)
        wake()
        return False
    return True


def _freshen(delivery: Delivery) -> None:
    """What goes out is what the draft says now; the approval of just that text is checked next."""
    draft = delivery.draft
    if delivery.rendition.version.content_hash == draft.content_hash:
        return
    # If an earlier attempt may have got through, another text under its identity would be an edit.
    if delivery.attempts.filter(act="publish", outcome__in=["", "unknown", "pending"]).exists():
        return
    version = draft.keep_version(draft.edited_by, draft.edited_at)
    delivery.rendition = frozen(version, delivery.account)
    delivery.staged, delivery.staged_at, delivery.card = {}, None, {}


def _identify(delivery: Delivery, now: datetime) -> None:
    if delivery.identity:
        return
    connector = delivery.account.connector
    with open_door(delivery.account) as door:
        delivery.identity = connector.identify(door, now, delivery.pk.bytes)
    delivery.identified_at = now


def call(delivery: Delivery, act: Callable[[Door, Post], Any]) -> Any:
    """Run one connector call; whatever escapes it is a bug, and what a bug did is unknown."""
    try:
        post = post_of(delivery)
    except NotReady as error:
        return Refused(str(error))
    try:
        with open_door(delivery.account) as door:
            return act(door, post)
    except Exception as error:
        log.exception("connector %s failed", delivery.account.kind)
        return Unknown(_BROKEN.format(error=type(error).__name__))
