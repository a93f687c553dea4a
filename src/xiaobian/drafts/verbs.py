"""What people do with drafts that touches more than the draft: its first save, and its accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from xiaobian.accounts.models import Account
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.kernel.ids import new_id
from xiaobian.people.models import Brand, User


class Taken(Exception):
    """The id of a new draft is in use already."""


def begin(
    brand: Brand, by: User, now: datetime, content: Content | None = None, *, pk: UUID | None = None
) -> Draft:
    """Start a draft that aims at every connected account of the brand.

    The editor chooses `pk` before the first save, so that a page has its address from the start.
    """
    said = (content or Content()).to_json()
    try:
        with transaction.atomic():
            draft = Draft.start(brand, by, now, id=pk or new_id(), **said)
            draft.targets.set(Account.objects.of(brand))
    except IntegrityError as error:
        raise Taken from error
    return draft


def save(
    draft: Draft,
    content: Content,
    *,
    by: User,
    revision: int,
    now: datetime,
    keep: bool = False,
    targets: Iterable[UUID] | None = None,
) -> Draft:
    """Save what an editor sent: the content (see `Draft.write`) and where it shall appear."""
    with transaction.atomic():
        saved = draft.write(content, by=by, revision=revision, now=now, keep=keep)
        if targets is not None:
            saved.aim(Account.objects.of(saved.brand).filter(pk__in=list(targets)), by, now)
    return saved
