"""Which draft shows which picture: kept on every save, asked by the library's "where used"."""

from __future__ import annotations

from django.db import models

from xiaobian.drafts.models.draft import Draft
from xiaobian.media.models import Asset


class Placement(models.Model):
    """One picture in one draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="placements")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="placements")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "asset"], name="placed_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.asset_id}"
