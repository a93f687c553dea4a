"""A draft: the one text that every account's rendition is made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from xiaobian.accounts.models import Account
from xiaobian.drafts.content import Content
from xiaobian.drafts.models.version import Version
from xiaobian.kernel import events
from xiaobian.kernel.models import Record
from xiaobian.media.models import Asset
from xiaobian.people.models import Brand, User

# Autosaves of one person become a version of their own after this long.
VERSION_EVERY = timedelta(minutes=10)


class Conflict(Exception):
    """Somebody else (or another tab) saved first; `current` is what stands now."""

    def __init__(self, current: Draft) -> None:
        super().__init__("the draft was changed meanwhile")
        self.current = current


def _holds(field: str, word: str) -> Q:
    """Whether the field holds the word, whatever its case.

    Chinese has no case: looking for it as it stands saves changing the case of every text, which
    is most of what a search costs.
    """
    if word.lower() == word.upper():
        return Q(GreaterThan(StrIndex(field, Value(word)), 0))
    return Q(**{f"{field}__icontains": word})


class DraftQuerySet(models.QuerySet["Draft"]):
    """Questions about many drafts."""

    def of(self, brand: Brand) -> DraftQuerySet:
        """The brand's drafts that are not put away, the last touched first."""
        return self.filter(brand=brand, archived_at=None).order_by("-edited_at", "-pk")

    def archived(self, brand: Brand) -> DraftQuerySet:
        """The brand's drafts that are put away, the last touched first."""
        return self.filter(brand=brand).exclude(archived_at=None).order_by("-edited_at", "-pk")

    def owned_by(self, user: User) -> DraftQuerySet:
        """Those this person began or changed last."""
        return self.filter(Q(owner=user) | Q(edited_by=user))

    def matching(self, words: str) -> DraftQuerySet:
        """Those whose title or text holds every word, wherever it stands."""
        found = self
        for word in words.split():
            found = found.filter(_holds("title", word) | _holds("text", word))
        return found

    def for_list(self) -> DraftQuerySet:
        """With all that a row of a list shows, in a fixed number of queries."""
        return self.select_related("brand", "owner", "edited_by").prefetch_related("targets")


class Draft(Record):
    """The master text with its tags, language and overrides per account."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="drafts")
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    language = models.CharField(max_length=20, blank=True)
    overrides = models.JSONField(default=dict)
    targets = models.ManyToManyField(Account, related_name="drafts")
    # Counts saves; a save names the revision it started from, so two tabs never overwrite each other.
    revision = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="drafts")
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    archived_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["brand", "-edited_at", "-id"],
                condition=models.Q(archived_at=None),
                name="drafts_on_the_desk",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.text.strip().split("\n", 1)[0].lstrip("#> ")[:60]

    @property
    def content(self) -> Content:
        """What the draft says now."""
        return Content(self.title, self.text, tuple(self.tags), self.language, self.overrides)

    @classmethod
    def start(cls, brand: Brand, by: User, now: datetime, **fields: Any) -> Draft:
        """Begin a draft; it has a first version from the start, so there is always one to go back to."""
        draft = cls(brand=brand, owner=by, edited_by=by, edited_at=now, **fields)
        draft.content_hash = draft.content.hash
        with transaction.atomic():
            draft.save(force_insert=True)
            draft.keep_version(by, now)
            draft._place()
            draft._tell("draft.started", by, now)
        return draft

    def write(
        self, content: Content, *, by: User, revision: int, now: datetime, keep: bool = False
    ) -> Draft:
        """Save `content` if nobody saved since `revision`; raises Conflict with what stands now.

        Saving what is already there changes nothing, so a repeated autosave is harmless. `keep`
        makes both what stood before and what stands now versions, however young they are.
        """
        with transaction.atomic():
            current = Draft.objects.select_for_update().get(pk=self.pk)
            if content.hash == current.content_hash:
                return current
            if current.revision != revision:
                raise Conflict(current)
            if keep or current._is_worth_keeping(by, now):
                version = current.keep_version(current.edited_by, current.edited_at)
                current._tell("draft.saved", by, now, version=version.number)
            current._take(content, by, now)
            if keep:
                current.keep_version(by, now)
        return current

    def go_back(self, version: Version, *, by: User, revision: int, now: datetime) -> Draft:
        """Say again what `version` said. Nothing is lost: both ends become versions."""
        with transaction.atomic():
            current = self.write(version.content, by=by, revision=revision, now=now, keep=True)
            current._tell("draft.restored", by, now, version=version.number)
        return current

    def aim(self, accounts: Iterable[Account], by: User, now: datetime) -> None:
        """Say on which of the brand's accounts it shall appear; accounts of others are left out."""
        wanted = {a.pk: a for a in accounts if a.brand_id == self.brand_id}
        if set(self.targets.values_list("pk", flat=True)) != set(wanted):
            self.targets.set(wanted.values())
            names = [str(a) for a in wanted.values()]
            self._tell("draft.aimed", by, now, accounts=names)

    def archive(self, by: User, now: datetime) -> None:
        """Put it away; it leaves the lists and can be brought back."""
        with transaction.atomic():
            put = Draft.objects.filter(pk=self.pk, archived_at=None)
            if put.update(archived_at=now, archived_by=by):
                self._tell("draft.archived", by, now)
        self.archived_at, self.archived_by = now, by

    def bring_back(self, by: User, now: datetime) -> None:
        """Undo `archive`."""
        with transaction.atomic():
            put = Draft.objects.filter(pk=self.pk).exclude(archived_at=None)
            if put.update(archived_at=None, archived_by=None):
                self._tell("draft.brought_back", by, now)
        self.archived_at = self.archived_by = None

    def keep_version(self, by: User, now: datetime, why: str = "") -> Version:
        """Keep the present content as a numbered version; the newest is reused if it says the same."""
        newest = self.versions.order_by("-number").first()
        if newest and newest.content_hash == self.content_hash:
            return newest
        number = newest.number + 1 if newest else 1
        content = self.content
        return self.versions.create(
            number=number,
            title=content.title,
            text=content.text,
            tags=list(content.tags),
            language=content.language,
            overrides=dict(content.overrides),
            content_hash=self.content_hash,
            by=by,
            at=now,
            why=why,
        )

    def _is_worth_keeping(self, by: User, now: datetime) -> bool:
        newest = self.versions.order_by("-number").first()
        if newest and newest.content_hash == self.content_hash:
            return False
        return newest is None or self.edited_by_id != by.pk or now - newest.at >= VERSION_EVERY

    def _take(self, content: Content, by: User, now: datetime) -> None:
        self.title, self.text, self.language = content.title, content.text, content.language
        self.tags, self.overrides = list(content.tags), dict(content.overrides)
        self.content_hash = content.hash
        self.edited_by, self.edited_at = by, now
        self.revision += 1
        self.save()
        self._place()

    def _place(self) -> None:
        """Remember which of the brand's pictures the text shows."""
        shown = set(
            Asset.objects.filter(brand=self.brand_id, pk__in=self.content.media).values_list(
                "pk", flat=True
            )
        )
        placed = set(self.placements.values_list("asset_id", flat=True))
        if gone := placed - shown:
            self.placements.filter(asset_id__in=gone).delete()
        new = [self.placements.model(draft=self, asset_id=pk) for pk in shown - placed]
        self.placements.bulk_create(new, ignore_conflicts=True)

    def _tell(self, verb: str, by: User, now: datetime, **data: Any) -> None:
        events.record(verb, brand_id=self.brand_id, by=by, at=now, subject=self, **data)
