"""What operators do with promises. Each holds its transaction and writes its event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.kernel import events
from xiaobian.people.models import User
from xiaobian.publishing.bell import wake
from xiaobian.publishing.engine import begin
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import Moment
from xiaobian.publishing.render import freeze
from xiaobian.publishing.states import NotPossible, State, check
from xiaobian.typeset.rendition import Remark

PROMISED = [State.SCHEDULED, State.SENDING, State.PENDING, State.UNKNOWN, State.ASKING]


class Blocked(Exception):
    """The platform would refuse this text; `remarks` say what must change."""

    def __init__(self, account: Account, remarks: list[Remark]) -> None:
        super().__init__(f"{account} would refuse this")
        self.account, self.remarks = account, remarks


class AlreadyPromised(Exception):
    """The draft already waits to go out on this account (somebody pressed first)."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__("already promised")
        self.delivery = delivery


def promise(draft: Draft, account: Account, moment: Moment, by: User, now: datetime) -> Delivery:
    """Promise that the draft, as it stands at the moment, appears on the account.

    Raises Blocked with the remarks, or AlreadyPromised with the delivery that is there.
    """
    with transaction.atomic():
        # The draft row is the queue for two people pressing publish together.
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        standing = draft.deliveries.filter(account=account, state__in=PROMISED).first()
        if standing:
            raise AlreadyPromised(standing)
        rendition = freeze(draft, account, by, now)
        errors = [r for r in rendition.value.remarks if r.severity == "error"]
        if errors:
            raise Blocked(account, errors)
        delivery = Delivery.objects.create(
            brand_id=draft.brand_id,
            draft=draft,
            account=account,
            rendition=rendition,
            by=by,
            due_at=moment.at,
            wall=moment.wall,
            zone=moment.zone,
        )
        _tell("scheduled", delivery, by, now, due_at=moment.at.isoformat())
        wake()
    return delivery


def move(delivery: Delivery, moment: Moment, by: User, now: datetime) -> Delivery:
    """Give a delivery that has not gone out another moment; also how a missed or refused one is retried."""
    with transaction.atomic():
        delivery = _lock(delivery.pk)
        if delivery.state != State.SCHEDULED:
            check(delivery.state, State.SCHEDULED)
            if delivery.state == State.ASKING:
                raise NotPossible(delivery.state, State.SCHEDULED)
        was = delivery.due_at
        delivery.state, delivery.note = State.SCHEDULED, ""
        delivery.due_at, delivery.wall, delivery.zone = moment.at, moment.wall, moment.zone
        delivery.after = delivery.rung_at = None
        delivery.save()
        _tell("moved", delivery, by, now, was=was.isoformat(), due_at=moment.at.isoformat())
        wake()
    return delivery


def cancel(delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Take a promise back before it is kept."""
    with transaction.atomic():
        delivery = _lock(delivery.pk)
        check(delivery.state, State.CANCELLED)
        delivery.state, delivery.note = State.CANCELLED, ""
        delivery.save()
        _tell("cancelled", delivery, by, now)
    return delivery


def say_it_is_there(delivery: Delivery, url: str, by: User, now: datetime) -> Delivery:
    """A person looked: the post is on the platform."""
    with transaction.atomic():
        delivery = _lock(delivery.pk)
        check(delivery.state, State.SENT)
        if delivery.state != State.ASKING:
            raise NotPossible(delivery.state, State.SENT)
        _note_person(delivery, "sent", by, now)
        delivery.state, delivery.note, delivery.url = State.SENT, "", url or delivery.url
        delivery.sent_at, delivery.verified_at = delivery.identified_at or now, now
        delivery.save()
        _tell("settled", delivery, by, now, there=True)
    return delivery


def say_it_is_not(delivery: Delivery, by: User, now: datetime) -> Delivery:
    """A person looked: the post is not there. It is due again, with the same identity."""
    with transaction.atomic():
        delivery = _lock(delivery.pk)
        if delivery.state != State.ASKING:
            raise NotPossible(delivery.state, State.SCHEDULED)
        _note_person(delivery, "absent", by, now)
        delivery.state, delivery.note = State.SCHEDULED, ""
        delivery.due_at, delivery.after, delivery.rung_at = now, None, None
        delivery.save()
        _tell("settled", delivery, by, now, there=False)
        wake()
    return delivery


def _note_person(delivery: Delivery, outcome: str, by: User, now: datetime) -> None:
    attempt = begin(delivery, "person", now)
    attempt.ended_at, attempt.outcome, attempt.why = now, outcome, str(by)
    attempt.save()


def _lock(delivery_id: UUID) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",))
    return rows.select_related("draft", "account", "brand").get(pk=delivery_id)


def _tell(what: str, delivery: Delivery, by: User, now: datetime, **data: object) -> None:
    events.record(
        f"delivery.{what}", brand_id=delivery.brand_id, by=by, at=now, subject=delivery, **data
    )
