"""The media library: originals that are never lost or altered, and variants made from them."""

from __future__ import annotations

from django.db import models

from xiaobian.kernel.models import Record
from xiaobian.people.models import Brand, User


class Asset(Record):
    """An uploaded original. Texts refer to it as `media:<id>`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="assets")
    name = models.CharField(max_length=200)
    file = models.FileField(max_length=300)
    mime = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()  # bytes
    width = models.PositiveIntegerField(default=0)  # pixels
    height = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    alt = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)  # out of the library; undo brings it back

    class Meta:
        constraints = [
            # The same file dropped twice is one original.
            models.UniqueConstraint(fields=["brand", "sha256"], name="one_original_per_brand"),
        ]
        indexes = [models.Index(fields=["brand", "-made_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How texts and renditions refer to this picture."""
        return f"media:{self.pk}"


class Variant(Record):
    """What was made of an original for one purpose: a width for pages, a platform's rules."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="variants")
    purpose = models.CharField(max_length=60)  # "w320", "w1280", "platform:bluesky"
    file = models.FileField(max_length=300, blank=True)
    mime = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=300, blank=True)  # why it could not be made

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "purpose"], name="one_variant_per_purpose")
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.purpose}"
