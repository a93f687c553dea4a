"""A version: one state of a draft, numbered and never changed."""

from __future__ import annotations

from django.db import models

from xiaobian.drafts.content import Content
from xiaobian.kernel.models import Record
from xiaobian.people.models import User


class Version(Record):
    """What the draft said at one moment, and who had written it."""

    draft = models.ForeignKey("drafts.Draft", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    language = models.CharField(max_length=20, blank=True)
    overrides = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="version_numbers_are_unique")
        ]
        indexes = [models.Index(fields=["draft", "content_hash"])]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def content(self) -> Content:
        """What this version says."""
        return Content(self.title, self.text, tuple(self.tags), self.language, self.overrides)
