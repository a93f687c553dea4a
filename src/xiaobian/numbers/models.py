"""What was read and clicked, and what platforms said, when.

`Hit`, `Click` and `Snapshot` are append-only tables in monthly partitions (migration 0001 makes
them); everything that pages show comes from the small tables folded from them.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaobian.drafts.models import Draft
from xiaobian.kernel.ids import new_code
from xiaobian.kernel.models import Record
from xiaobian.people.models import Brand, User
from xiaobian.publishing.models import Delivery


class Hit(models.Model):
    """One beacon of a reader's page: the view itself (kind 0) or time spent on it (kind 1)."""

    pk = models.CompositePrimaryKey("view_id", "kind", "at")
    at = models.DateTimeField()
    brand_id = models.UUIDField()
    post_id = models.UUIDField()
    view_id = models.BigIntegerField()
    visitor = models.BigIntegerField()
    kind = models.SmallIntegerField()
    engaged = models.IntegerField()  # milliseconds since the last beacon of this view
    scroll = models.SmallIntegerField()  # how far down, per cent
    bot = models.SmallIntegerField()  # numbers.visitors.Kind
    source = models.TextField()  # host of the page that led here, or ''

    class Meta:
        db_table = "numbers_hit"

    def __str__(self) -> str:
        return f"{self.post_id} {self.at}"


class Click(models.Model):
    """Somebody followed a short link."""

    pk = models.CompositePrimaryKey("link_id", "visitor", "at")
    at = models.DateTimeField()
    brand_id = models.UUIDField()
    link_id = models.UUIDField()
    visitor = models.BigIntegerField()
    bot = models.SmallIntegerField()
    source = models.TextField()

    class Meta:
        db_table = "numbers_click"

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"


class Snapshot(models.Model):
    """What a platform said about one delivery at one moment. Never changed, never clamped."""

    pk = models.CompositePrimaryKey("delivery_id", "metric", "at")
    at = models.DateTimeField()
    delivery_id = models.UUIDField()
    metric = models.TextField()  # a name in numbers.registry
    value = models.FloatField()
    source = models.TextField()  # "platform", "import", "person"

    class Meta:
        db_table = "numbers_snapshot"

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.metric} {self.value:g}"


class ReadingDay(models.Model):
    """One post's readers on one day of the brand's zone, folded from hits."""

    brand_id = models.UUIDField()
    post_id = models.UUIDField()
    day = models.DateField()
    views = models.IntegerField()
    visitors = models.IntegerField()
    engaged_ms = models.BigIntegerField()
    stayed = models.IntegerField()  # views of 10 s and more
    scrolled = models.IntegerField()  # views that reached three quarters
    spread = ArrayField(models.IntegerField())  # views by engaged time, bins of numbers.reading
    bots = models.IntegerField()  # views of programs, and what one visitor's flood had too much
    team = models.IntegerField()  # views of people who sit at this desk

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post_id", "day"], name="reading_day_once")]
        indexes = [models.Index(fields=["brand_id", "day"])]

    def __str__(self) -> str:
        return f"{self.post_id} {self.day} {self.views}"


class ClickDay(models.Model):
    """One link's clicks on one day of the brand's zone, folded from clicks."""

    brand_id = models.UUIDField()
    link_id = models.UUIDField()
    day = models.DateField()
    clicks = models.IntegerField()
    visitors = models.IntegerField()
    bots = models.IntegerField()
    team = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link_id", "day"], name="click_day_once")]
        indexes = [models.Index(fields=["brand_id", "day"])]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day} {self.clicks}"


class Watermark(models.Model):
    """Up to which moment a fold has looked."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Salt(models.Model):
    """What makes one day's visitor hashes; deleted when that day is over for every brand."""

    day = models.DateField(primary_key=True)
    value = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"


class Link(Record):
    """A short link of the brand, counted when followed."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="links")
    code = models.CharField(max_length=16, unique=True, default=new_code)
    target = models.URLField(max_length=2000)
    label = models.CharField(max_length=120, blank=True)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="links")
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="links")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(target__startswith="http://") | Q(target__startswith="https://"),
                name="links_lead_to_the_web",
            )
        ]
        indexes = [models.Index(fields=["brand", "-made_at"])]

    def __str__(self) -> str:
        return self.code


class PollQuerySet(models.QuerySet["Poll"]):
    """Questions about many polls."""

    def due(self, now: datetime) -> PollQuerySet:
        """Those whose next look is due, the longest waiting first."""
        return self.filter(next_at__lte=now).order_by("next_at")


class Poll(models.Model):
    """When a platform will be asked again about one delivery, and how the last asking went."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="poll")
    step = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, db_index=True)  # null: not asked any more
    asked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)  # why the last asking brought nothing

    objects = PollQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.next_at}"
