"""The tenant: whose accounts these are, and how it wants to sound and to work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from xiaobian.kernel import events
from xiaobian.kernel.ids import new_code
from xiaobian.kernel.models import Record

SLUG = r"^[a-z0-9][a-z0-9_-]*$"
check_accent = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour like #c4331f."))
check_slug = RegexValidator(
    SLUG, _("Use small letters a–z, figures and hyphens; begin with a letter or a figure.")
)


def free_slug(name: str) -> str:
    """An unused address for a brand of this name; `brand-k7mw` where it has no Latin letters.

    Chinese names are not spelled out in pinyin: a machine reads 重 and 行 wrongly, and a brand would
    rather choose its own address than correct ours.
    """
    wanted = slugify(name)[:50].strip("-_")
    if not re.search("[a-z]", wanted):
        wanted = f"brand-{new_code(4)}"
    slug = wanted
    while Brand.objects.filter(slug=slug).exists():
        slug = f"{wanted}-{new_code(4)}"
    return slug


class Brand(Record):
    """A brand; every other row of the desk belongs to exactly one."""

    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=60, unique=True, validators=[check_slug])
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
            ),
            models.CheckConstraint(condition=models.Q(slug__regex=SLUG), name="brand_slug_shape"),
            models.CheckConstraint(condition=~models.Q(name=""), name="brand_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def change(self, changes: Mapping[str, Any], by: events.Actor, now: datetime) -> list[str]:
        """Change what the brand is and how it works; returns the names of what really changed."""
        changed = [name for name, value in changes.items() if getattr(self, name) != value]
        if changed:
            was = {name: getattr(self, name) for name in changed}
            for name in changed:
                setattr(self, name, changes[name])
            self.save(update_fields=changed)
            now_is = {name: changes[name] for name in changed}
            events.record(
                "brand.changed", brand_id=self.pk, by=by, at=now, subject=self, was=was, now=now_is
            )
        return changed
