"""The people every test knows, and a client that sits at a brand's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.plugins import environment  # noqa: F401 (before any model)
from tests.plugins.browser import browser, visit
from tests.plugins.ci import pytest_runtest_makereport
from tests.plugins.groups import pytest_collection_modifyitems
from tests.plugins.pds import pds
from tests.plugins.postgres import (
    database_dsn,
    django_db_modify_db_settings,
    pytest_configure_node,
)
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, Member, User

__all__ = [
    "browser",
    "database_dsn",
    "django_db_modify_db_settings",
    "pds",
    "pytest_collection_modifyitems",
    "pytest_configure_node",
    "pytest_runtest_makereport",
    "visit",
]

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


class Desk(Client):
    """Django's test client, seated at one brand: paths below /desk/ get the brand's prefix."""

    def __init__(self, brand: Brand, user: User | None) -> None:
        super().__init__()
        self.brand = brand
        if user is not None:
            self.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
        if path.startswith("/desk/"):
            path = f"/b/{self.brand.slug}{path}"
        return super().generic(method, path, *args, **kwargs)


@pytest.fixture
def now() -> datetime:
    """A fixed moment: noon in Shanghai on a Sunday."""
    return NOON


@pytest.fixture
def brand(db: None) -> Brand:
    """山野茶, whose day the tests live through."""
    return Brand.objects.create(name="山野茶", slug="shanye", zone="Asia/Shanghai")


@pytest.fixture
def join(brand: Brand) -> Callable[[str, Role], User]:
    """Make a person with a role in the brand."""

    def make(name: str, role: Role, email: str = "") -> User:
        email = email or f"{role}@example.com"
        user = User.objects.create_user(email=email, password="a-long-passphrase", name=name)
        Member.objects.create(brand=brand, user=user, role=role)
        return user

    return make


@pytest.fixture
def jing(join: Callable[[str, Role], User]) -> User:
    """阿静 owns the brand."""
    return join("阿静", Role.OWNER)


@pytest.fixture
def lin(join: Callable[[str, Role], User]) -> User:
    """小林 writes."""
    return join("小林", Role.WRITER)


@pytest.fixture
def zhou(join: Callable[[str, Role], User]) -> User:
    """老周 reviews."""
    return join("老周", Role.REVIEWER)


@pytest.fixture
def outsider(db: None) -> User:
    """外人 owns another brand and has no business here."""
    user = User.objects.create_user(
        email="outsider@example.com", password="a-long-passphrase", name="外人"
    )
    other = Brand.objects.create(name="别家", slug="other", zone="Asia/Shanghai")
    Member.objects.create(brand=other, user=user, role=Role.OWNER)
    return user


@pytest.fixture
def desk(brand: Brand) -> Callable[[User | None], Desk]:
    """Seat somebody at the brand's desk: `desk(lin).get("/desk/drafts/")`; None is a visitor."""
    return lambda user: Desk(brand, user)
