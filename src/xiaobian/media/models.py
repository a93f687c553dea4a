"""The media library: originals that are never lost or altered, and variants made from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models

from xiaobian.kernel.models import Record
from xiaobian.people.models import Brand, User

REF = "media:"


class AssetQuerySet(models.QuerySet["Asset"]):
    """Questions about many originals."""

    def of(self, brand: Brand | UUID) -> AssetQuerySet:
        """The brand's own, removed ones too: published posts still show them."""
        return self.filter(brand=brand)

    def kept(self) -> AssetQuerySet:
        """Those in the library."""
        return self.filter(removed_at=None)

    def matching(self, words: str) -> AssetQuerySet:
        """Those with every word in their name or description."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(models.Q(name__icontains=word) | models.Q(alt__icontains=word))
        return found

    def undescribed(self) -> AssetQuerySet:
        """Those that a blind reader would miss."""
        return self.filter(alt="")

    def newest(self) -> AssetQuerySet:
        """Newest first: keys are ordered by time."""
        return self.order_by("-pk")

    def by_refs(self, refs: list[str] | set[str]) -> dict[str, Asset]:
        """The originals that these references mean; what isn't a reference is left out."""
        keys = {key for ref in refs if (key := asset_id(ref))}
        return {asset.ref: asset for asset in self.filter(pk__in=keys)}

    def unprepared(self, since: datetime) -> AssetQuerySet:
        """Those uploaded before `since` whose variants were never finished."""
        return self.kept().filter(prepared_at=None, made_at__lt=since)


class Asset(Record):
    """An uploaded original. Texts refer to it as `media:<id>`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="assets")
    name = models.CharField(max_length=200)
    file = models.FileField(max_length=300)
    mime = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()  # bytes
    width = models.PositiveIntegerField(default=0)  # pixels, as people see it
    height = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=1)  # more than one: it moves
    sha256 = models.CharField(max_length=64)
    alt = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)  # out of the library; undo brings it back
    removed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    prepared_at = models.DateTimeField(null=True)  # when its variants were finished

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            # The same file dropped twice is one original.
            models.UniqueConstraint(fields=["brand", "sha256"], name="one_original_per_brand"),
            models.CheckConstraint(
                condition=models.Q(removed_by=None) | ~models.Q(removed_at=None),
                name="asset_removed_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "-id"]),
            models.Index(
                fields=["made_at"], condition=models.Q(prepared_at=None), name="asset_unprepared"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How texts and renditions refer to this picture."""
        return f"{REF}{self.pk}"

    @property
    def type_name(self) -> str:
        """What people call its type: "JPEG", "HEIC"."""
        return self.mime.rsplit("/", maxsplit=1)[-1].upper()

    def remove(self, by: User, now: datetime) -> None:
        """Take it out of the library; texts and posts that show it still do."""
        self.removed_at, self.removed_by = now, by
        self.save(update_fields=["removed_at", "removed_by"])

    def restore(self) -> None:
        """Bring it back into the library."""
        self.removed_at = self.removed_by = None
        self.save(update_fields=["removed_at", "removed_by"])


class Variant(Record):
    """What was made of an original for one purpose: a width for pages, a platform's rules."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="variants")
    purpose = models.CharField(max_length=60)  # "w320", "w1280", "card", "platform:bluesky"
    recipe = models.CharField(max_length=8)  # the rules it was made by; other rules: made again
    file = models.FileField(max_length=300, blank=True)
    mime = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=300, blank=True)  # why it can't be made, in English

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "purpose"], name="one_variant_per_purpose"),
            models.CheckConstraint(
                condition=models.Q(file="") ^ models.Q(failed=""), name="variant_made_or_failed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.purpose}"


def asset_id(ref: str) -> UUID | None:
    """The id in `media:<id>`, or None where `ref` is something else."""
    if not ref.startswith(REF):
        return None
    try:
        return UUID(ref.removeprefix(REF))
    except ValueError:
        return None
