"""山野茶's own site, and what its posts are made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Door, Post, Sent
from xiaobian.people.models import Brand
from xiaobian.site import models
from xiaobian.site.connector import connector
from xiaobian.typeset.rendition import Rendition

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture
def account(brand: Brand) -> Account:
    """The built-in account."""
    return Account.objects.create(brand=brand, kind="site", name="山野茶")


@pytest.fixture
def door(account: Account, settings: Any) -> Door:
    """What the connector is given; it never uses the way out."""
    config = {"brand": str(account.brand_id), "account": str(account.pk)}
    return Door(None, config, {}, lambda _: None, settings.PUBLIC_URL)  # type: ignore[arg-type]


@pytest.fixture
def promise(door: Door, now: datetime) -> Callable[..., Post]:
    """A post with an identity of its own."""
    made: list[Post] = []

    def build(
        title: str = "秋茶上山", html: str = "<p>霜降以后，山里的茶慢了下来。</p>", **more: Any
    ) -> Post:
        at = more.pop("at", now)
        identity = connector.identify(door, at, f"seed {len(made)}".encode())
        value = Rendition("blog", title=title, html=html, language="zh-Hans", **more)
        made.append(Post(identity, value, at))
        return made[-1]

    return build


@pytest.fixture
def publish(door: Door, promise: Callable[..., Post]) -> Callable[..., models.Post]:
    """Put a post on the site and give its row."""

    def out(*args: Any, **more: Any) -> models.Post:
        sent = connector.publish(door, promise(*args, **more))
        assert isinstance(sent, Sent)
        return models.Post.objects.get(pk=sent.remote_id)

    return out


@pytest.fixture
def reader() -> Client:
    """Somebody with a telephone and no account."""
    return Client(headers={"user-agent": AGENT})
