"""The two shapes every table shares: a record with a time-ordered id, and the event row."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from xiaobian.kernel.ids import new_id


class Record(models.Model):
    """A row with a UUIDv7 key and the moment it was made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Bucket(models.Model):
    """The tokens left for one key of `kernel.limits`; a missing row is a full bucket."""

    key = models.CharField(max_length=200, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return self.key


class Event(Record):
    """Something a person or the desk did: the audit trail, and how news travels up the floors.

    `verb` is `<subject>.<past participle>` (`draft.submitted`). Names are kept as they were then,
    so that the trail outlives the people and things it speaks of.
    """

    brand_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brand_id", "-at"]),
            models.Index(fields=["subject_id", "-at"]),
            models.Index(fields=["brand_id", "verb", "-at"]),
        ]


class Heartbeat(models.Model):
    """When a part of the desk was last alive: readiness and the clock's election look at it."""

    part = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part
