"""How many promises wait on each account, for the pages about accounts below."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count

from xiaobian.publishing.models import Delivery


def on_accounts(ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Open deliveries of these accounts, counted."""
    waiting = Delivery.objects.open().filter(account_id__in=ids).values_list("account_id")
    return dict(waiting.annotate(n=Count("pk")).order_by())
