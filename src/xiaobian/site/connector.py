"""The built-in account: the brand's own site, behind the same door as every platform.

Here "the platform" is our own database, so every answer is certain: a short transaction of its own
either happened or did not. A process killed in the middle leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from xiaobian.accounts.port import (
    Absent,
    Capability,
    Door,
    Finding,
    Later,
    Limit,
    Manifest,
    Outcome,
    Profile,
    Reading,
    Refused,
    Sent,
    Unknown,
)
from xiaobian.accounts.port import Post as Promise
from xiaobian.kernel import clock
from xiaobian.kernel.ids import ALPHABET
from xiaobian.kernel.reasons import reason
from xiaobian.numbers import reading
from xiaobian.people.models import Brand
from xiaobian.site import models
from xiaobian.site.addresses import Addresses, identity_for, slug_for
from xiaobian.site.models import Post, Site
from xiaobian.site.sanitise import plain, sanitise, without_controls

_REF = re.compile(r"^(?:media:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
_LOST = (OperationalError, InterfaceError)
_WITHDRAWN = reason("this post was taken down; publish it again as a new one")
_AWAY = reason("the desk's database was away")
_EMPTY = reason("there is neither a title nor a text")
_LONG = reason("the {name} is longer than {maximum} characters")


def _limit(name: str, maximum: int) -> Limit:
    return Limit(name, maximum, "code_points", "docs/site.md", date(2026, 11, 22))


class SiteConnector:
    """Publishes to the brand's own site."""

    manifest = Manifest(
        kind="site",
        name="Own site",
        mark="站",
        colour="#8a5a2b",
        layout="blog",
        capabilities=frozenset(
            {
                Capability.PUBLISH,
                Capability.FIND,
                Capability.WITHDRAW,
                Capability.EDIT,
                Capability.NUMBERS,
            }
        ),
        limits=(_limit("title", 300), _limit("html", 500_000)),
        builtin=True,
        metrics=("readers", "views", "engaged", "bots", "favourites", "comments"),
        docs="site.md",
    )

    def connect(self, door: Door, typed: Mapping[str, str]) -> Profile | Refused | Later | Unknown:
        """Nothing to sign in to: the site is there with the brand."""
        return self.check(door)

    def check(self, door: Door) -> Profile | Refused | Later | Unknown:
        """The site works as long as its brand is there."""
        try:
            site = self._site(door)
        except _LOST:
            return Unknown(_AWAY)
        if site is None:
            return Refused("the brand of this site is gone", reconnect=True)
        where = Addresses.of(site)
        return Profile(
            remote_id=str(site.brand_id),
            handle=where.absolute(where.front).split("://", 1)[1].rstrip("/"),
            name=site.name,
            url=where.absolute(where.front),
        )

    def identify(self, door: Door, at: datetime, seed: bytes) -> str:
        """Day and code, readable enough to be the address of a Chinese title."""
        digest = hashlib.blake2b(seed, key=door.config["account"].encode()[:64]).digest()
        return identity_for(at.astimezone(UTC), ALPHABET, digest)

    def stage(self, door: Door, post: Promise) -> Mapping[str, Any] | Refused | Later | Unknown:
        """The address is settled before the moment; pictures are already here."""
        if why := self._too_much(post):
            return Refused(why)
        return {"slug": slug_for(post.rendition.title, post.identity)}

    def publish(self, door: Door, post: Promise) -> Outcome:
        """Write the row unless the identity already has one; the same answer either way."""
        if why := self._too_much(post):
            return Refused(why)
        try:
            with transaction.atomic():
                return self._publish(door, post)
        except _LOST:
            return Unknown(_AWAY)

    def find(self, door: Door, post: Promise) -> Finding:
        """Look for the identity, after any publish of it that is still under way has ended."""
        try:
            with transaction.atomic():
                there = self._row(door, post)
        except _LOST:
            return Unknown(_AWAY)
        if there is None or there.withdrawn_at:
            return Absent()
        return self._sent(door, there)

    def withdraw(self, door: Door, post: Promise, sent: Sent) -> Sent | Later | Refused | Unknown:
        """Hide it from readers; the row stays so that its address answers "gone"."""
        now = clock.now()
        try:
            with transaction.atomic():
                there = self._row(door, post)
                if there and there.withdrawn_at is None:
                    Post.objects.filter(pk=there.pk).update(withdrawn_at=now)
                    Site.touch(there.brand_id, now)
        except _LOST:
            return Unknown(_AWAY)
        return sent

    def edit(self, door: Door, post: Promise, sent: Sent) -> Outcome:
        """Change the text in place; the address stays."""
        if why := self._too_much(post):
            return Refused(why)
        try:
            with transaction.atomic():
                there = self._row(door, post)
                if there is None or there.withdrawn_at:
                    return Refused(_WITHDRAWN)
                self._change(there, post)
                return self._sent(door, there)
        except _LOST:
            return Unknown(_AWAY)

    def numbers(
        self, door: Door, remote_ids: Sequence[str], now: datetime
    ) -> list[Reading] | Refused | Later | Unknown:
        """What the site's own counting and its readers' acts say."""
        ids: list[UUID] = []
        for remote_id in remote_ids:
            with suppress(ValueError):
                ids.append(UUID(remote_id))
        try:
            own = Post.objects.filter(account_id=door.config["account"], pk__in=ids)
            return self._readings(list(own.values_list("pk", flat=True)), now)
        except _LOST:
            return Unknown(_AWAY)

    def _site(self, door: Door) -> Site | None:
        brand = Brand.objects.filter(pk=door.config["brand"]).first()
        return Site.of(brand, clock.now()) if brand else None

    def _too_much(self, post: Promise) -> str:
        given = post.rendition
        if not given.title.strip() and not given.html.strip():
            return _EMPTY
        lengths = {"title": len(given.title), "html": len(given.html)}
        for limit in self.manifest.limits:
            if lengths[limit.name] > limit.maximum:
                return _LONG.format(name=limit.name, maximum=limit.maximum)
        return ""

    def _row(self, door: Door, post: Promise) -> Post | None:
        """The row of this identity, read under a lock that makes "not there" certain."""
        account = door.config["account"]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"site:{account}:{post.identity}"],
            )
        return Post.objects.filter(account_id=account, identity=post.identity).first()

    def _publish(self, door: Door, post: Promise) -> Outcome:
        if there := self._row(door, post):
            return Refused(_WITHDRAWN) if there.withdrawn_at else self._sent(door, there)
        site = self._site(door)
        if site is None:
            return Refused("the brand of this site is gone", reconnect=True)
        slug = post.staged.get("slug") or slug_for(post.rendition.title, post.identity)
        there = Post(
            brand_id=site.brand_id,
            account_id=door.config["account"],
            identity=post.identity,
            slug=slug,
            published_at=post.created_at,
            updated_at=post.created_at,
            **_fields(post),
        )
        there.save(force_insert=True)
        Site.touch(site.brand_id, clock.now())
        return self._sent(door, there)

    def _change(self, there: Post, post: Promise) -> None:
        now, new = clock.now(), _fields(post)
        if all(getattr(there, name) == value for name, value in new.items()):
            return
        Post.objects.filter(pk=there.pk).update(updated_at=now, **new)
        Site.touch(there.brand_id, now)

    def _sent(self, door: Door, there: Post) -> Sent:
        site = Site.objects.select_related("brand").get(brand_id=there.brand_id)
        where = Addresses.of(site)
        return Sent(str(there.pk), where.absolute(where.post(there)), there.published_at)

    def _readings(self, ids: list[UUID], now: datetime) -> list[Reading]:
        read, left = reading.totals(ids), models.counts(ids)
        found: list[Reading] = []
        for post_id in ids:
            values = {**read[post_id].as_metrics(), **left[post_id]}
            found += [Reading(str(post_id), name, value, now) for name, value in values.items()]
        return found


def _fields(post: Promise) -> dict[str, Any]:
    given = post.rendition
    clean = sanitise(given.html)
    text = plain(clean)
    title, summary = without_controls(given.title), without_controls(given.summary)
    tags = (without_controls(t).strip() for t in given.tags)
    return {
        "title": title.strip() or text[:60],
        "html": clean,
        "summary": (summary.strip() or text[:140])[:1000],
        "tags": list(dict.fromkeys(t for t in tags if t)),
        "language": given.language[:20],
        "cover": f"media:{found[1]}" if (found := _REF.match(given.cover)) else "",
        "characters": len(text),
    }


connector = SiteConnector()
