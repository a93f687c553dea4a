"""Acts around the site that are promises to somebody: readers' words, decisions, settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from xiaobian.kernel import events, limits
from xiaobian.kernel.limits import Rate
from xiaobian.people.models import Brand, User
from xiaobian.site.models import Comment, Comments, Favourite, Post, Site

BODY_MAX, NAME_MAX = 2000, 60
# One reader; one post however many readers; one reader's likes.
_READER = Rate(burst=3, every=timedelta(minutes=2))
_POST = Rate(burst=60, every=timedelta(seconds=20))
_LIKES = Rate(burst=30, every=timedelta(seconds=10))
_BLANK = re.compile(r"\n{3,}")


class TurnedAway(Exception):
    """A reader's act is not taken; `why` is a word that the pages explain, `after` seconds to wait."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.after = why, after


def write_comment(
    site: Site, post: Post, *, name: str, body: str, visitor: int, now: datetime
) -> Comment:
    """Take a reader's comment; the same words again from the same reader are the same comment."""
    if site.comments == Comments.OFF:
        raise TurnedAway("off")
    name, body = _line(name), _text(body)
    if not body:
        raise TurnedAway("empty")
    if len(body) > BODY_MAX:
        raise TurnedAway("long")
    if not name or len(name) > NAME_MAX:
        raise TurnedAway("name")
    if same := post.comments.filter(visitor=visitor, name=name, body=body).first():
        return same
    _within(f"comment:{site.brand_id}:{visitor}", _READER, now)
    _within(f"comment:{post.pk}", _POST, now)
    with transaction.atomic():
        comment = Comment.objects.create(
            post=post,
            name=name,
            body=body,
            visitor=visitor,
            held=site.comments == Comments.MODERATED,
            written_at=now,
        )
        events.tell(site.brand_id, "comment", comment.pk)
    return comment


def favour(post: Post, reader: str, visitor: int, *, on: bool, now: datetime) -> int:
    """Keep or forget that a reader likes the post; repeating changes nothing. Returns how many do."""
    if on:
        _within(f"like:{post.brand_id}:{visitor}", _LIKES, now)
        Favourite.objects.get_or_create(post=post, reader=reader)
    else:
        Favourite.objects.filter(post=post, reader=reader).delete()
    return post.favourites.count()


@transaction.atomic
def decide_comments(
    brand: Brand, ids: Iterable[UUID], verdict: str, by: User, now: datetime
) -> list[Comment]:
    """Approve, hide, or take the decision back (`""`), for many at once; others' ids are ignored."""
    chosen = Comment.objects.of(brand).filter(pk__in=list(ids)).select_related("post")
    changed: list[Comment] = []
    for comment in chosen.select_for_update(of=("self",)).order_by("pk"):
        if comment.verdict == verdict:
            continue
        comment.decide(verdict, by, now)
        events.record(
            f"comment.{verdict or 'undecided'}", brand_id=brand.pk, by=by, at=now, subject=comment
        )
        changed.append(comment)
    return changed


@transaction.atomic
def change_site(site: Site, by: User, now: datetime, **fields: str) -> Site:
    """Change texts and rules of the site. A new domain has to be checked before it serves."""
    current = Site.objects.select_for_update(of=("self",)).select_related("brand").get(pk=site.pk)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    if not changed:
        return current
    if "domain" in changed:
        current.domain_verified_at = current.domain_checked_at = None
        current.domain_note = ""
    for name in changed:
        setattr(current, name, fields[name])
    current.changed_at = now
    current.save()
    events.record(
        "site.changed", brand_id=current.brand_id, by=by, at=now, subject=current, fields=changed
    )
    return current


def _within(key: str, rate: Rate, now: datetime) -> None:
    if wait := limits.take(key, rate, now):
        raise TurnedAway("often", wait)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _text(text: str) -> str:
    lines = _clean(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return _BLANK.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _clean(text: str) -> str:
    """Without control characters and the marks that turn the direction of what follows."""
    return "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c in "\n\t\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
