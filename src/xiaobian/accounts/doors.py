"""Opens the door of one account for its connector."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Door
from xiaobian.kernel.http import open_client


@contextmanager
def open_door(
    account: Account, keep: Callable[[Mapping[str, Any]], None] | None = None
) -> Iterator[Door]:
    """Give the account's configuration, opened secrets and a guarded HTTP client, then close it.

    `keep` takes changed secrets instead of the account: while connecting, nothing is stored yet.
    """
    with open_client(
        allow_private=settings.OUTSIDE_ALLOW_PRIVATE, timeout=settings.OUTSIDE_TIMEOUT
    ) as http:
        yield Door(
            http=http,
            config={**account.config, "brand": str(account.brand_id), "account": str(account.pk)},
            secrets=account.secrets,
            keep=keep or account.keep,
            public_url=settings.PUBLIC_URL,
        )
