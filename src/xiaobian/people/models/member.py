"""Who works for which brand, as what."""

from __future__ import annotations

from django.db import models

from xiaobian.kernel.models import Record
from xiaobian.people.access import Act, Role, allowed
from xiaobian.people.models.brand import Brand
from xiaobian.people.models.user import User


class Member(Record):
    """One person's role in one brand."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "user"], name="one_role_per_brand"),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def may(self, act: Act) -> bool:
        """Whether this member's role allows `act`."""
        return allowed(Role(self.role), act)
