"""Mails that could not be sent, kept for the person who may pass them on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from xiaobian.kernel.models import Record
from xiaobian.kernel.secrets import Seal
from xiaobian.people.access import Role
from xiaobian.people.models.brand import Brand
from xiaobian.people.models.member import Member

KEPT_FOR = timedelta(days=3)  # as long as a link to set a new password works


class KeptMailQuerySet(models.QuerySet["KeptMail"]):
    """Questions about many kept mails."""

    def for_owner(self, owner: Member) -> KeptMailQuerySet:
        """Mails to the people of the owner's brand whom no one else has a right over.

        A mail may carry a link to set a new password, which is the right to act as its reader. So
        an owner sees mails of members only, never of fellow owners, and not of people who also work
        for a brand that this person does not own.
        """
        own = Brand.objects.filter(members__user=owner.user, members__role=Role.OWNER)
        mine = owner.brand.members.exclude(role=Role.OWNER).values("user")
        theirs = Member.objects.exclude(brand__in=own).values("user")
        owning = Member.objects.filter(role=Role.OWNER).values("user")
        return self.filter(to__in=mine).exclude(to__in=theirs).exclude(to__in=owning)

    def forget_old(self, now: datetime) -> int:
        """Delete what no longer serves; returns how many."""
        return self.filter(at__lt=now - KEPT_FOR).delete()[0]


class KeptMail(Record):
    """One mail to one person, sealed."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_mails")
    subject = models.CharField(max_length=300)
    sealed = models.BinaryField()
    why = models.CharField(max_length=300)  # "no mail server is configured", or what it answered
    at = models.DateTimeField()

    objects = KeptMailQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.subject

    @property
    def body(self) -> str:
        """The opened text."""
        return str(Seal(settings.SECRET_KEY).open(self.sealed)["body"])
