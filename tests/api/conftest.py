"""Tokens of people, and a client that carries one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from xiaobian.accounts.models import Account
from xiaobian.kernel import clock
from xiaobian.people import tokens
from xiaobian.people.access import Act
from xiaobian.people.models import Brand, User


class Program:
    """A program that calls the API with a token."""

    def __init__(self, token: str) -> None:
        self.client, self.token = Client(), token

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"} | headers,
        )


Tokens = Callable[..., Program]


@pytest.fixture
def program(brand: Brand) -> Tokens:
    """`program(jing)`: a program with everything this person may do; `program(jing, Act.SEE)`: less."""

    def make(user: User, *scopes: Act) -> Program:
        member = user.memberships.get()
        chosen = scopes or [act for act in Act if member.may(act)]
        return Program(tokens.issue(member, "test", chosen, None, clock.now())[1])

    return make


@pytest.fixture
def site(brand: Brand) -> Account:
    return Account.objects.create(brand=brand, kind="site", name="山野茶", health="ok")
