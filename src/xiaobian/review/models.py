"""Review: a decision by a named person on a named version."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from xiaobian.drafts.models import Draft, Version
from xiaobian.kernel.models import Record
from xiaobian.kernel.secrets import token_hash
from xiaobian.people.models import Brand, User


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Questions about many submissions."""

    def waiting(self, brand: Brand) -> SubmissionQuerySet:
        """Those of the brand that nobody has answered, the oldest first."""
        open_ = self.filter(draft__brand=brand, draft__archived_at=None, closed_at=None)
        return open_.order_by("at")


class Submission(Record):
    """Somebody asked for a decision on a version. At most one is open for each draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="submissions")
    version = models.ForeignKey(Version, models.CASCADE, related_name="submissions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=10, blank=True)  # answered, withdrawn, renewed

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["draft", "-at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=Q(closed_at=None), name="one_open_submission"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_as="")
                | Q(closed_at__isnull=False, closed_as__in=["answered", "withdrawn", "renewed"]),
                name="submission_closed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.version_id}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Questions about many decisions."""

    def standing(self) -> DecisionQuerySet:
        """Those that no later decision has overtaken."""
        return self.filter(overtaken_at=None)

    def on_present_text(self) -> DecisionQuerySet:
        """Those given for exactly what their draft says now, on whichever version."""
        return self.filter(version__content_hash=F("draft__content_hash"))

    def on_text(self, content_hash: str) -> DecisionQuerySet:
        """Those given for content with this hash."""
        return self.filter(version__content_hash=content_hash)


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
    # A return ends the approvals before it, an approval the return before it.
    overtaken_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["draft", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["approve", "return"]), name="verdict_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="return") | ~Q(reason=""), name="returning_needs_a_reason"
            ),
            models.UniqueConstraint(
                fields=["version", "user"],
                condition=Q(verdict="approve", overtaken_at=None, user__isnull=False),
                name="one_approval_per_person_and_version",
            ),
            models.UniqueConstraint(
                fields=["version", "link"],
                condition=Q(link__isnull=False),
                name="one_decision_per_link_and_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.verdict}"

    @property
    def person(self) -> str:
        """Who decided, as a key: a member, or the holder of one link."""
        if self.user_id:
            return f"user:{self.user_id}"
        return f"link:{self.link_id}" if self.link_id else f"name:{self.reviewer}"


class ReviewLinkQuerySet(models.QuerySet["ReviewLink"]):
    """Questions about many links."""

    def holding(self, token: str) -> ReviewLink | None:
        """The link whose token this is, open or not."""
        found = self.select_related("draft__brand", "by").filter(token_hash=token_hash(token))
        return found.first()


class ReviewLink(Record):
    """The right of one outside person to decide about one draft, held by whoever has the link."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="review_links")
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ReviewLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def open(self, now: datetime) -> bool:
        """Whether the link still works."""
        return not self.revoked_at and now < self.expires_at and self.draft.archived_at is None
