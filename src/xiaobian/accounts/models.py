"""The brand's accounts on platforms: who they are, how well they are, when they like to post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from xiaobian.accounts.port import Connector, Manifest
from xiaobian.accounts.registry import connector
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
        """What the desk knows about this account's platform."""
        return self.connector.manifest

    @property
    def secrets(self) -> dict[str, Any]:
        """The opened secrets; empty when there are none. Raises WrongKey when the key was lost."""
        return Seal(settings.SECRET_KEY).open(self.sealed) if self.sealed else {}

    def keep(self, secrets: Mapping[str, Any]) -> None:
        """Store changed secrets at once: a token that was renewed must survive the next crash."""
        self.sealed = Seal(settings.SECRET_KEY).close(dict(secrets))
        Account.objects.filter(pk=self.pk).update(sealed=self.sealed)

    def note_health(self, health: str, note: str, now: datetime) -> None:
        """Remember how the account was found."""
        self.health, self.health_note, self.checked_at = health, note[:500], now
        self.save(update_fields=["health", "health_note", "checked_at"])


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
