"""Acts around numbers that promise something to somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from xiaobian.drafts.models import Draft
from xiaobian.kernel import events
from xiaobian.kernel.ids import new_code
from xiaobian.numbers.links import check_target
from xiaobian.numbers.models import Link
from xiaobian.people.models import Brand, User
from xiaobian.publishing.models import Delivery


def shorten(
    brand: Brand,
    target: str,
    *,
    by: User,
    now: datetime,
    label: str = "",
    draft: Draft | None = None,
    delivery: Delivery | None = None,
) -> Link:
    """Make a short link to a web page; raises ValidationError for anything else.

    The same target for the same draft and delivery gives the link that is already there, so that
    its clicks stay together.
    """
    target = check_target(target)
    if delivery and draft is None:
        draft = delivery.draft
    for owned in (draft, delivery):
        if owned is not None and owned.brand_id != brand.pk:
            raise ValueError("a link belongs to the brand of what it is for")
    same = Link.objects.filter(
        brand=brand, target=target, draft=draft, delivery=delivery, label=label, retired_at=None
    )
    if there := same.first():
        return there
    for length in (7, 7, 8, 9):
        try:
            with transaction.atomic():
                link = Link.objects.create(
                    brand=brand,
                    code=new_code(length),
                    target=target,
                    label=label,
                    draft=draft,
                    delivery=delivery,
                    by=by,
                )
                events.record("link.made", brand_id=brand.pk, by=by, at=now, subject=link)
                return link
        except IntegrityError:
            continue  # the code was taken
    raise RuntimeError("no free code found")


@transaction.atomic
def retire(link: Link, by: User, now: datetime, *, back: bool = False) -> None:
    """Let a link lead nowhere any more, or (`back`) lead again."""
    link.retired_at = None if back else now
    link.save(update_fields=["retired_at"])
    verb = "link.revived" if back else "link.retired"
    events.record(verb, brand_id=link.brand_id, by=by, at=now, subject=link)
