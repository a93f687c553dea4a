"""What a person needs to know first: what waits, what goes out, what has just gone out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiaobian.accounts.models import Account, AccountQuerySet
from xiaobian.drafts.models import Draft
from xiaobian.drafts.models.draft import DraftQuerySet
from xiaobian.kernel import clock
from xiaobian.people.access import Act
from xiaobian.people.models import Member
from xiaobian.publishing.models import Delivery, DeliveryQuerySet
from xiaobian.publishing.states import State
from xiaobian.publishing.words import worded
from xiaobian.review.models import Decision, Submission, SubmissionQuerySet

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Day:
    """One member's day at one brand."""

    stuck: list[Delivery] = field(default_factory=list[Delivery])
    reviews: list[Submission] = field(default_factory=list[Submission])
    returned: list[Draft] = field(default_factory=list[Draft])
    accounts: list[Account] = field(default_factory=list[Account])
    going: list[Delivery] = field(default_factory=list[Delivery])
    gone: list[Delivery] = field(default_factory=list[Delivery])
    empty: bool = False  # nothing was ever written here
    may_connect: bool = False

    @property
    def waiting(self) -> int:
        """How many things wait for this person."""
        return len(self.stuck) + len(self.reviews) + len(self.returned) + len(self.accounts)

    @property
    def next(self) -> Delivery | None:
        """What goes out next."""
        return next((d for d in self.going if d.state == State.SCHEDULED), None)

    @property
    def still_going(self) -> int:
        """How many of today's posts are still to come."""
        return sum(d.state == State.SCHEDULED for d in self.going)


def day_of(member: Member, now: datetime) -> Day:
    """Gather the day; a fixed number of queries however much there is."""
    going = _going(member, now)
    return Day(
        stuck=worded(_stuck(member).order_by("-due_at")[:SHOWN]),
        reviews=list(_reviews(member).select_related("draft", "by", "version")[:SHOWN]),
        returned=list(_returned(member)[:SHOWN]),
        accounts=list(_ill(member)[:SHOWN]),
        going=going,
        gone=_gone(member, now),
        may_connect=member.may(Act.CONNECT),
        empty=not going and not Draft.objects.filter(brand=member.brand).exists(),
    )


def waiting(member: Member) -> int:
    """How many things wait for this member, in one query: the figure beside the place."""
    kinds = [_stuck(member), _reviews(member), _returned(member), _ill(member)]
    first, *others = [rows.order_by().values_list("pk") for rows in kinds]
    return first.union(*others, all=True).count()


def _deliveries(member: Member) -> DeliveryQuerySet:
    return Delivery.objects.of(member.brand).select_related("account", "draft__brand")


def _stuck(member: Member) -> DeliveryQuerySet:
    rows = _deliveries(member).waiting_for_a_person()
    return rows if member.may(Act.PUBLISH) else rows.none()


def _reviews(member: Member) -> SubmissionQuerySet:
    rows = Submission.objects.waiting(member.brand).exclude(by=member.user)
    return rows if member.may(Act.REVIEW) else rows.none()


def _returned(member: Member) -> DraftQuerySet:
    """This member's drafts that came back and were not sent in again."""
    came_back = Decision.objects.standing().on_present_text().filter(verdict=Decision.RETURN)
    asked_again = Submission.objects.filter(closed_at=None)
    mine = Draft.objects.of(member.brand).filter(owner=member.user)
    return mine.filter(pk__in=came_back.values("draft")).exclude(pk__in=asked_again.values("draft"))


def _ill(member: Member) -> AccountQuerySet:
    rows = Account.objects.of(member.brand).filter(health="reconnect")
    return rows if member.may(Act.CONNECT) else rows.none()


def _going(member: Member, now: datetime) -> list[Delivery]:
    start, end = _today(member.brand.zone, now)
    rows = _deliveries(member).filter(due_at__gte=start, due_at__lt=end)
    going = worded(rows.exclude(state=State.CANCELLED).order_by("due_at")[:60])
    for delivery in going:
        delivery.is_over = delivery.due_at <= now
    return going


def _gone(member: Member, now: datetime) -> list[Delivery]:
    rows = _deliveries(member).filter(state=State.SENT, sent_at__gte=now - timedelta(days=2))
    return worded(rows.order_by("-sent_at")[:SHOWN])


def _today(zone: str, now: datetime) -> tuple[datetime, datetime]:
    midnight = clock.to_wall(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return _first_instant(midnight, zone), _first_instant(midnight + timedelta(days=1), zone)


def _first_instant(midnight: datetime, zone: str) -> datetime:
    try:
        return clock.to_instant(midnight, zone)
    except clock.WallTimeGap as gap:
        return clock.to_instant(gap.after, zone)
