"""Tokens for programs that use the API in a brand's name."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from xiaobian.kernel.models import Record
from xiaobian.people.models.brand import Brand
from xiaobian.people.models.user import User


class ApiToken(Record):
    """A program's right to act as `user` in `brand`, at most within `scopes` (Act values).

    The token is shown once; only its hash is kept. What it may do is the meeting of its scopes and
    of the user's present role.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(
        max_length=12
    )  # the first characters, so that people know which it is
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def works(self, now: datetime) -> bool:
        """Whether the token may still be used."""
        return not self.revoked_at and (self.expires_at is None or now < self.expires_at)
