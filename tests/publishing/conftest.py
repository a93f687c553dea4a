"""An account on the paper platform, a draft ready to go out, and a clock wound by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.publishing.paper import Paper, Watch
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.people.models import Brand, User


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def account(brand: Brand, paper: Paper, monkeypatch: pytest.MonkeyPatch) -> Account:
    connector = paper.connector()
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: connector)
    return Account.objects.create(brand=brand, kind="paper", name="墙报", health="ok")


@pytest.fixture
def draft(brand: Brand, jing: User, now: datetime) -> Draft:
    return Draft.start(brand, jing, now, title="雪天煮茶", text="山泉也好，桶装也罢。")


@pytest.fixture
def watch(now: datetime) -> Watch:
    return Watch(now)
