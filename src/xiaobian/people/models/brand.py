"""The tenant: whose accounts these are, and how it wants to sound and to work."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models

from xiaobian.kernel.models import Record

check_accent = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour like #c4331f.")


class Brand(Record):
    """A brand; every other row of the desk belongs to exactly one."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    zone = models.CharField(max_length=64, default="Asia/Shanghai")
    language = models.CharField(max_length=10, default="zh-hans")
    accent = models.CharField(max_length=7, default="#c4331f", validators=[check_accent])
    tagline = models.CharField(max_length=200, blank=True)
    audience = models.TextField(blank=True)
    tone = models.TextField(blank=True)
    reviewers_required = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(2)]
    )
    # A delivery that could not go out in time still goes if it is at most this late; else it asks.
    late_minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewers_required__lte=2), name="at_most_two_reviewers"
            )
        ]

    def __str__(self) -> str:
        return self.name
