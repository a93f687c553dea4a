"""Who calls: a bearer token, held to its scopes and to the present role of the person behind it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from xiaobian.kernel import clock, limits
from xiaobian.people import tokens
from xiaobian.people.access import Act
from xiaobian.people.tokens import Bearer

RATE = limits.Rate(burst=120, every=timedelta(seconds=0.1))


class Slow(Exception):
    """Too many calls; `seconds` to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many calls")
        self.seconds = seconds


class Needs(HttpBearer):
    """`auth=Needs(Act.WRITE)`: lets a call pass whose token and person may do that."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.act = act

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        now = clock.now()
        bearer = tokens.identify(token, now)
        if bearer is None:
            return None
        if wait := limits.take(f"api:{bearer.token.pk}", RATE, now):
            raise Slow(wait)
        if not bearer.may(self.act):
            raise HttpError(403, f"This needs a token with the scope “{self.act}”.")
        request.brand, request.member = bearer.brand, bearer.member
        return bearer
