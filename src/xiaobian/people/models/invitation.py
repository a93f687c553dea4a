"""An invitation by link: whoever holds the link joins with the role it names, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction

from xiaobian.kernel import events
from xiaobian.kernel.ids import new_token
from xiaobian.kernel.models import Record
from xiaobian.kernel.secrets import token_hash
from xiaobian.people.access import Role, grants
from xiaobian.people.models.brand import Brand
from xiaobian.people.models.member import Member, NotYours
from xiaobian.people.models.user import User

LASTS = timedelta(days=7)


class Closed(Exception):
    """The invitation was used, revoked or has expired."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about many invitations."""

    def waiting(self, now: datetime) -> InvitationQuerySet:
        """Those whose link still works."""
        return self.filter(revoked_at=None, accepted_at=None, expires_at__gt=now)

    def by_token(self, token: str) -> Invitation | None:
        """The invitation a link belongs to, open or not."""
        found = self.select_related("brand", "by").filter(token_hash=token_hash(token))
        return found.first()


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

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["brand", "-made_at"])]

    def __str__(self) -> str:
        return self.name or self.role

    def open(self, now: datetime) -> bool:
        """Whether the link still works."""
        return not self.revoked_at and not self.accepted_at and now < self.expires_at

    @classmethod
    @transaction.atomic
    def make(cls, by: Member, role: Role, name: str, now: datetime) -> tuple[Invitation, str]:
        """Invite someone; returns the row and the token for the link, which nobody sees again."""
        if not grants(Role(by.role), role):
            raise NotYours
        token = new_token()
        invitation = cls.objects.create(
            brand=by.brand,
            role=role,
            name=name,
            token_hash=token_hash(token),
            by=by.user,
            expires_at=now + LASTS,
        )
        invitation._tell("invitation.made", by.user, now)
        return invitation, token

    @transaction.atomic
    def accept(self, user: User, now: datetime) -> Member:
        """Make `user` a member, once. Someone who is a member already keeps the role they have."""
        locked = Invitation.objects.select_for_update().get(pk=self.pk)
        if not locked.open(now):
            raise Closed
        member, joined = Member.objects.get_or_create(
            brand=self.brand, user=user, defaults={"role": locked.role}
        )
        self.accepted_at, self.accepted_by = now, user
        self.save(update_fields=["accepted_at", "accepted_by"])
        if joined:
            events.record(
                "member.joined",
                brand_id=self.brand_id,
                by=user,
                at=now,
                subject=member,
                role=member.role,
                invited_by=str(self.by),
            )
        return member

    @transaction.atomic
    def revoke(self, by: User, now: datetime) -> None:
        """Make the link useless."""
        self.revoked_at = now
        self.save(update_fields=["revoked_at"])
        self._tell("invitation.revoked", by, now)

    def _tell(self, verb: str, by: User, now: datetime) -> None:
        events.record(verb, brand_id=self.brand_id, by=by, at=now, subject=self, role=self.role)
