"""Opens the door of one account for its connector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Door
from xiaobian.kernel.http import open_client


@contextmanager
def open_door(account: Account) -> Iterator[Door]:
    """Give the account's configuration, opened secrets and a guarded HTTP client, then close it."""
    with open_client(
        allow_private=settings.OUTSIDE_ALLOW_PRIVATE, timeout=settings.OUTSIDE_TIMEOUT
    ) as http:
        yield Door(
            http=http,
            config={**account.config, "brand": str(account.brand_id), "account": str(account.pk)},
            secrets=account.secrets,
            keep=account.keep,
            public_url=settings.PUBLIC_URL,
        )
