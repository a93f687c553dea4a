"""The brand's accounts on platforms: who they are, how well they are, when they like to post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from xiaobian.accounts.port import Connector, Manifest, Profile
from xiaobian.accounts.registry import UnknownPlatform, connector
from xiaobian.kernel import events
from xiaobian.kernel.models import Record
from xiaobian.kernel.secrets import Seal
from xiaobian.people.models import Brand, User


class AccountQuerySet(models.QuerySet["Account"]):
    """Questions about many accounts."""

    def connected(self) -> AccountQuerySet:
        """Those not taken off the desk."""
        return self.filter(disconnected_at=None)

    def of(self, brand: Brand) -> AccountQuerySet:
        """The brand's connected accounts, in the order the brand wants them."""
        return self.connected().filter(brand=brand).order_by("position", "made_at")

    def unchecked_since(self, now: datetime, age: timedelta = timedelta(days=1)) -> AccountQuerySet:
        """Connected ones that nobody has looked at for `age`."""
        seen_long_ago = models.Q(checked_at=None) | models.Q(checked_at__lt=now - age)
        return self.connected().filter(seen_long_ago)


class Account(Record):
    """One account of the brand on one platform. Reconnecting keeps the row, so nothing is lost."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="accounts")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    handle = models.CharField(max_length=253, blank=True)
    url = models.URLField(max_length=500, blank=True)
    remote_id = models.CharField(max_length=255, blank=True)
    config = models.JSONField(default=dict)
    sealed = models.BinaryField(default=bytes)
    health = models.CharField(max_length=12, default="unchecked")
    health_note = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True)
    # Rate budget: nothing is sent before this moment (platform's Retry-After, gap between posts).
    free_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    disconnected_at = models.DateTimeField(null=True)
    disconnected_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "kind", "remote_id"],
                condition=models.Q(disconnected_at=None) & ~models.Q(remote_id=""),
                name="one_account_per_remote",
            ),
            models.CheckConstraint(
                condition=models.Q(health__in=["ok", "reconnect", "unreachable", "unchecked"]),
                name="account_health_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def connector(self) -> Connector:
        """The connector of this account's platform."""
        return connector(self.kind)

    @property
    def manifest(self) -> Manifest:
        """What the desk knows about this account's platform; bare when its connector is gone."""
        try:
            return self.connector.manifest
        except UnknownPlatform:
            return Manifest(self.kind, self.kind, "?", "#716959", "", frozenset())

    @property
    def secrets(self) -> dict[str, Any]:
        """The opened secrets; empty when there are none. Raises WrongKey when the key was lost."""
        return Seal(settings.SECRET_KEY).open(self.sealed) if self.sealed else {}

    def keep(self, secrets: Mapping[str, Any]) -> None:
        """Store changed secrets at once: a token that was renewed must survive the next crash."""
        self.sealed = Seal(settings.SECRET_KEY).close(dict(secrets))
        Account.objects.filter(pk=self.pk).update(sealed=self.sealed)

    def know(self, profile: Profile) -> None:
        """Take over who the account is, as the platform says; the caller saves."""
        self.remote_id, self.handle = profile.remote_id[:255], profile.handle[:253]
        self.name, self.url = (profile.name or profile.handle)[:120], profile.url[:500]

    def note_health(self, health: str, note: str, now: datetime) -> None:
        """Remember how the account was found."""
        self.health, self.health_note, self.checked_at = health, note[:500], now
        self.save(
            update_fields=[
                "health",
                "health_note",
                "checked_at",
                "name",
                "handle",
                "url",
                "remote_id",
            ]
        )

    @transaction.atomic
    def add_slots(self, weekdays: Iterable[int], at: time, by: User, now: datetime) -> int:
        """Let the account post at this wall time on these weekdays; returns how many are new."""
        wanted = [Slot(account=self, weekday=day, time=at) for day in sorted(set(weekdays))]
        before = self.slots.count()
        Slot.objects.bulk_create(wanted, ignore_conflicts=True)
        new = self.slots.count() - before
        if new:
            days = [slot.weekday for slot in wanted]
            self._tell("account.slots_added", by, now, weekdays=days, time=f"{at:%H:%M}")
        return new

    @transaction.atomic
    def drop_slot(self, slot: Slot, by: User, now: datetime) -> None:
        """Take one weekly moment away; what is promised for it stays promised."""
        slot.delete()
        self._tell(
            "account.slot_removed", by, now, weekdays=[slot.weekday], time=f"{slot.time:%H:%M}"
        )

    def _tell(self, verb: str, by: User, now: datetime, **data: Any) -> None:
        events.record(verb, brand_id=self.brand_id, by=by, at=now, subject=self, **data)


class Slot(Record):
    """A weekly moment at which this account likes to post: wall time in the brand's zone."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField()  # 0 Monday … 6 Sunday
    time = models.TimeField()

    class Meta:
        ordering = ["weekday", "time"]
        constraints = [
            models.UniqueConstraint(fields=["account", "weekday", "time"], name="slot_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="slot_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.time:%H:%M}"
