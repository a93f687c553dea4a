"""The brand's own site: its settings, its posts, and what readers leave there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from xiaobian.accounts.models import Account
from xiaobian.kernel.models import Record
from xiaobian.people.models import Brand, User


class Comments(models.TextChoices):
    """What happens to what readers write."""

    OPEN = "open"  # shown at once, may be hidden later
    MODERATED = "moderated"  # shown when somebody approved it
    OFF = "off"


class Site(Record):
    """How the brand's site presents itself. Empty texts fall back to the brand's own."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="site")
    title = models.CharField(max_length=80, blank=True)
    tagline = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)  # Markdown
    language = models.CharField(max_length=10, blank=True)
    comments = models.CharField(max_length=10, choices=Comments.choices, default=Comments.MODERATED)
    domain = models.CharField(max_length=253, blank=True)
    domain_checked_at = models.DateTimeField(null=True)
    domain_verified_at = models.DateTimeField(null=True)
    domain_note = models.CharField(max_length=300, blank=True)
    # Moves with everything that the site's pages show, so that "has it changed?" is one row.
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("domain"), condition=~Q(domain=""), name="one_site_per_domain"
            ),
            models.CheckConstraint(
                condition=Q(comments__in=["open", "moderated", "off"]), name="comments_policy_known"
            ),
            models.CheckConstraint(
                condition=Q(domain_verified_at=None) | ~Q(domain=""), name="verified_has_a_domain"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, brand: Brand, now: datetime) -> Site:
        """The brand's site; the row is made when it is first needed."""
        return cls.objects.select_related("brand").get_or_create(
            brand=brand, defaults={"changed_at": now}
        )[0]

    @property
    def name(self) -> str:
        """What stands over every page."""
        return self.title or self.brand.name

    @property
    def motto(self) -> str:
        """The line below the name, may be empty."""
        return self.tagline or self.brand.tagline

    @property
    def speaks(self) -> str:
        """The language of the pages, as Django names it."""
        return self.language or self.brand.language

    @property
    def serves_domain(self) -> bool:
        """Whether readers reach the site under the brand's own domain."""
        return bool(self.domain and self.domain_verified_at)

    @staticmethod
    def touch(brand_id: UUID | str, now: datetime) -> None:
        """Pages may look different from now on."""
        Site.objects.filter(brand_id=brand_id).update(changed_at=now)


class PostQuerySet(models.QuerySet["Post"]):
    """Questions about many posts."""

    def public(self, brand: Brand) -> PostQuerySet:
        """What readers of the brand's site see, the newest first."""
        return self.filter(brand=brand, withdrawn_at=None).order_by("-published_at", "-id")

    def tagged(self, tag: str) -> PostQuerySet:
        """Those that carry the tag."""
        return self.filter(tags__contains=[tag])


class Post(Record):
    """One article on the site. `identity` was chosen before it was made, so a repeat finds it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="posts")
    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    identity = models.CharField(max_length=40)
    slug = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    html = models.TextField()  # sanitised; pictures are `media:<asset id>`
    summary = models.CharField(max_length=1000, blank=True)
    tags = models.JSONField(default=list)
    language = models.CharField(max_length=20, blank=True)
    cover = models.CharField(max_length=100, blank=True)
    characters = models.PositiveIntegerField(default=0)  # what a reader reads, for "5 min"
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "identity"], name="one_post_per_identity"),
            models.UniqueConstraint(fields=["brand", "slug"], name="one_post_per_address"),
            models.CheckConstraint(condition=~Q(identity=""), name="post_has_an_identity"),
        ]
        indexes = [
            models.Index(
                fields=["brand", "-published_at", "-id"],
                condition=Q(withdrawn_at=None),
                name="posts_readers_see",
            ),
            GinIndex(fields=["tags"], opclasses=["jsonb_path_ops"], name="post_tags"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def edited(self) -> bool:
        """Whether readers should be told that the text changed after it was out."""
        return self.updated_at > self.published_at


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about many comments."""

    def shown(self) -> CommentQuerySet:
        """Approved ones, and undecided ones that were not held back."""
        return self.filter(Q(verdict="approved") | Q(verdict="", held=False))

    def waiting(self) -> CommentQuerySet:
        """Those on which somebody should decide, the oldest first."""
        return self.filter(verdict="", held=True)

    def of(self, brand: Brand) -> CommentQuerySet:
        """What was written below the brand's posts."""
        return self.filter(post__brand=brand)


class Comment(Record):
    """What a reader wrote below a post. Every decision about it is also an event."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    name = models.CharField(max_length=60)
    body = models.TextField(max_length=2000)  # plain text
    visitor = models.BigIntegerField()  # the day's hash: groups one spammer's work, names nobody
    held = models.BooleanField()  # the site moderated when this was written
    verdict = models.CharField(max_length=8, blank=True)  # "", "approved", "hidden"
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None)
                | Q(verdict__in=["approved", "hidden"], decided_at__isnull=False),
                name="a_verdict_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "written_at"]),
            models.Index(
                fields=["written_at"], condition=Q(verdict="", held=True), name="comments_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:40]}"

    def decide(self, verdict: str, by: User | None, now: datetime) -> None:
        """Approve or hide it; an empty verdict takes the decision back."""
        self.verdict = verdict
        self.decided_at, self.decided_by = (now, by) if verdict else (None, None)
        self.save(update_fields=["verdict", "decided_at", "decided_by"])


class Favourite(Record):
    """A reader likes a post. `reader` is a hash of a key that only their browser keeps."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="favourites")
    reader = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "reader"], name="one_favourite_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.reader[:8]}"


def counts(post_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """Favourites and shown comments of many posts, in two queries."""
    found: dict[UUID, dict[str, int]] = {i: {"favourites": 0, "comments": 0} for i in post_ids}
    sources: dict[str, models.QuerySet[Any]] = {
        "favourites": Favourite.objects.all(),
        "comments": Comment.objects.shown(),
    }
    for name, rows in sources.items():
        counted = rows.filter(post__in=post_ids).values_list("post").annotate(n=models.Count("id"))
        for post_id, n in counted.order_by():
            found[post_id][name] = n
    return found
