"""Promises: that one draft appears on one account at one moment, and every attempt to keep it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft, Version
from xiaobian.kernel.models import Record
from xiaobian.people.models import Brand, User
from xiaobian.publishing.states import NEEDS_A_PERSON, OPEN, State
from xiaobian.typeset.rendition import Rendition as RenditionValue


class Rendition(Record):
    """A version as one account will show it, frozen."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="renditions")
    account = models.ForeignKey(Account, models.CASCADE, related_name="renditions")
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "account"], name="one_rendition_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.account_id}"

    @property
    def value(self) -> RenditionValue:
        """The rendition as the layouts made it."""
        return RenditionValue.from_json(self.body)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about many deliveries."""

    def of(self, brand: Brand) -> DeliveryQuerySet:
        """The brand's deliveries."""
        return self.filter(brand=brand)

    def ripe(self, now: datetime) -> DeliveryQuerySet:
        """Due now, not put off, on an account that is free."""
        return (
            self.filter(state=State.SCHEDULED, due_at__lte=now)
            .filter(Q(after=None) | Q(after__lte=now))
            .filter(Q(account__free_at=None) | Q(account__free_at__lte=now))
        )

    def waiting_for_a_person(self) -> DeliveryQuerySet:
        """Those that only a person can move on."""
        return self.filter(state__in=NEEDS_A_PERSON)

    def open(self) -> DeliveryQuerySet:
        """Not yet at an end."""
        return self.filter(state__in=OPEN)


class Delivery(Record):
    """The promise. This row is the only truth; a job is just its doorbell."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="deliveries")
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="deliveries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="deliveries")
    rendition = models.ForeignKey(Rendition, models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=12, default=State.SCHEDULED)
    note = models.CharField(max_length=1000, blank=True)  # why it stands where it stands
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    due_at = models.DateTimeField()
    wall = models.CharField(max_length=16)  # what the operator chose: "2026-11-22T12:10" in `zone`
    zone = models.CharField(max_length=64)
    after = models.DateTimeField(null=True)  # not before this, when the platform asked to wait
    rung_at = models.DateTimeField(null=True)  # when the clock rang for it last

    # Chosen before the first call and kept through every attempt.
    identity = models.CharField(max_length=255, blank=True)
    identified_at = models.DateTimeField(null=True)
    card = models.JSONField(default=dict)  # what the page behind the post's link says of itself
    staged = models.JSONField(default=dict)
    staged_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    remote_id = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    sent_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | (~Q(identity="") & Q(lease_until__isnull=False)),
                name="sending_has_identity_and_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_has_a_moment"
            ),
            models.UniqueConstraint(
                fields=["account", "identity"], condition=~Q(identity=""), name="identity_is_unique"
            ),
            # Two people pressing publish together make one promise.
            models.UniqueConstraint(
                fields=["draft", "account"],
                condition=Q(state__in=["scheduled", "sending", "pending", "unknown", "asking"]),
                name="one_open_promise_per_draft_and_account",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="scheduled"), name="delivery_due"),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["sending", "unknown", "pending"]),
                name="delivery_unsettled",
            ),
            models.Index(fields=["brand", "due_at"]),
            models.Index(fields=["brand", "state", "due_at"]),
            models.Index(fields=["draft"]),
            models.Index(
                fields=["brand", "-sent_at", "-draft"],
                condition=Q(sent_at__isnull=False),
                name="delivery_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft} → {self.account}"

    @property
    def needs_a_person(self) -> bool:
        """Whether only a person can move this on."""
        return self.state in NEEDS_A_PERSON

    @property
    def lateness(self) -> float | None:
        """Seconds between the moment promised and the moment it was out."""
        return (self.sent_at - self.due_at).total_seconds() if self.sent_at else None


class Attempt(Record):
    """One call to a platform, written down before it was made."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10)  # "publish", "find", "withdraw", "edit", "person"
    identity = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)  # empty: no answer was ever written
    why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "number"], name="attempt_numbers_are_unique"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="attempt_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.number}: {self.outcome}"
