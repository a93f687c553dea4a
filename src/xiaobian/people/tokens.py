"""API tokens: made once, shown once, and never stronger than the person behind them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from xiaobian.kernel import events
from xiaobian.kernel.ids import new_token
from xiaobian.kernel.secrets import token_hash
from xiaobian.people.access import Act
from xiaobian.people.models import ApiToken, Brand, Member, User

MARK = "xb_"  # so that people and secret scanners know what it is
_USE_NOTED_EVERY = timedelta(minutes=1)


class TooMuch(Exception):
    """A token was asked for a right that its maker does not have."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who stands behind a token that works: a member, held to the token's scopes."""

    token: ApiToken
    member: Member

    @property
    def brand(self) -> Brand:
        return self.member.brand

    @property
    def user(self) -> User:
        return self.member.user

    def may(self, act: Act) -> bool:
        """Whether both the token's scopes and the member's present role allow `act`."""
        return act in self.token.scopes and self.member.may(act)


@transaction.atomic
def issue(
    member: Member, name: str, scopes: Collection[Act], expires: datetime | None, now: datetime
) -> tuple[ApiToken, str]:
    """Make a token for `member`; returns its row and the plain token, which nobody sees again."""
    if beyond := [act for act in scopes if not member.may(act)]:
        raise TooMuch(", ".join(beyond))
    plain = MARK + new_token()
    token = ApiToken.objects.create(
        brand=member.brand,
        user=member.user,
        name=name,
        scopes=sorted(set(scopes)),
        token_hash=token_hash(plain),
        prefix=plain[:9],
        expires_at=expires,
    )
    _tell("token.made", token, member.user, now)
    return token, plain


def identify(plain: str, now: datetime) -> Bearer | None:
    """Who a token belongs to, or None when it doesn't work (any more)."""
    found = ApiToken.objects.filter(token_hash=token_hash(plain)).first()
    if found is None or not found.works(now):
        return None
    member = (
        Member.objects.select_related("brand", "user")
        .filter(brand=found.brand_id, user=found.user_id, user__is_active=True)
        .first()
    )
    if member is None:
        return None
    if found.used_at is None or now - found.used_at > _USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(used_at=now)
    return Bearer(found, member)


@transaction.atomic
def revoke(token: ApiToken, by: User, now: datetime) -> None:
    """Make the token useless at once."""
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _tell("token.revoked", token, by, now)


def _tell(verb: str, token: ApiToken, by: User, now: datetime) -> None:
    events.record(
        verb, brand_id=token.brand_id, by=by, at=now, subject=token, scopes=list(token.scopes)
    )
