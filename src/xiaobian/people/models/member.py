"""Who works for which brand, as what."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from xiaobian.kernel import events
from xiaobian.kernel.models import Record
from xiaobian.people.access import Act, Role, allowed, grants
from xiaobian.people.models.brand import Brand
from xiaobian.people.models.user import User


class LastOwner(Exception):
    """A brand keeps at least one owner."""


class NotYours(Exception):
    """Only owners give and take the owner's role."""


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

    @transaction.atomic
    def change_role(self, role: Role, by: Member, now: datetime) -> None:
        """Give this member another role; raises LastOwner or NotYours."""
        self._lock()
        was = Role(self.role)
        if was is role:
            return
        if not (grants(Role(by.role), was) and grants(Role(by.role), role)):
            raise NotYours
        self._keep_an_owner()
        self.role = role
        self.save(update_fields=["role"])
        self._tell("member.role_changed", by.user, now, was=was, role=role)

    @transaction.atomic
    def remove(self, by: Member, now: datetime) -> None:
        """End the membership and the API tokens that lived on it; anyone may leave by themselves."""
        self._lock()
        if by.pk != self.pk and not grants(Role(by.role), Role(self.role)):
            raise NotYours
        self._keep_an_owner()
        self.brand.api_tokens.filter(user=self.user, revoked_at=None).update(revoked_at=now)
        verb = "member.left" if by.pk == self.pk else "member.removed"
        self._tell(verb, by.user, now, role=self.role)
        self.delete()

    def _lock(self) -> None:
        # Two owners who demote each other at the same moment must not leave the brand without one.
        Brand.objects.select_for_update().get(pk=self.brand_id)
        self.refresh_from_db(fields=["role"])

    def _keep_an_owner(self) -> None:
        others = self.brand.members.filter(role=Role.OWNER).exclude(pk=self.pk)
        if self.role == Role.OWNER and not others.exists():
            raise LastOwner

    def _tell(self, verb: str, by: User, now: datetime, **data: str) -> None:
        events.record(verb, brand_id=self.brand_id, by=by, at=now, subject=self, **data)
