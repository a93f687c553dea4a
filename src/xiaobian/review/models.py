"""Review: a decision by a named person on a named version."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from xiaobian.drafts.models import Draft, Version
from xiaobian.kernel.models import Record
from xiaobian.people.models import User


class Submission(Record):
    """Somebody asked for a decision on a version."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="submissions")
    version = models.ForeignKey(Version, models.CASCADE, related_name="submissions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "-at"])]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.version_id}"


class Decision(Record):
    """Approve or return. `user` is empty when an outside reviewer decided through a signed link."""

    APPROVE, RETURN = "approve", "return"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="decisions")
    version = models.ForeignKey(Version, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=8)
    reason = models.CharField(max_length=2000, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey("ReviewLink", models.SET_NULL, null=True, related_name="decisions")
    reviewer = models.CharField(max_length=120)  # the name as it was then
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["draft", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["approve", "return"]), name="verdict_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="return") | ~models.Q(reason=""),
                name="returning_needs_a_reason",
            ),
            models.UniqueConstraint(
                fields=["version", "user"],
                condition=models.Q(verdict="approve") & models.Q(user__isnull=False),
                name="one_approval_per_person_and_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.verdict}"


class ReviewLink(Record):
    """The right of one outside person to decide about one draft, held by whoever has the link."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="review_links")
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def open(self, now: datetime) -> bool:
        """Whether the link still works."""
        return not self.revoked_at and now < self.expires_at
