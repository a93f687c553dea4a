"""An invitation by link: whoever holds the link joins with the role it names, once."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from xiaobian.kernel.models import Record
from xiaobian.people.access import Role
from xiaobian.people.models.brand import Brand
from xiaobian.people.models.user import User


class Invitation(Record):
    """A promise of membership; only the hash of its token is kept."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])
    name = models.CharField(max_length=80, blank=True)  # for whom, as the inviter wrote it
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name or self.role

    def open(self, now: datetime) -> bool:
        """Whether the link still works."""
        return not self.revoked_at and not self.accepted_at and now < self.expires_at
