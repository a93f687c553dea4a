"""Bringing accounts to the desk and keeping them well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiaobian.accounts.doors import open_door
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Connects, Health, Later, Profile, Refused, Unknown
from xiaobian.accounts.registry import UnknownPlatform, connector
from xiaobian.kernel import events
from xiaobian.kernel.secrets import Seal, WrongKey
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, Member, User
from xiaobian.people.models.brand import free_slug

SITE = "site"
Failure = Refused | Later | Unknown


class NotRemovable(Exception):
    """The brand's own site belongs to the brand and can't be taken off."""


def open_brand(
    name: str, by: User, now: datetime, *, slug: str = "", zone: str = "", language: str = ""
) -> Brand:
    """Found a brand: `by` owns it, and its own site stands ready as its first account."""
    brand = Brand(
        name=name,
        slug=slug or free_slug(name),
        zone=zone or settings.TIME_ZONE,
        language=language or by.language or settings.LANGUAGE_CODE,
    )
    site = _found(brand, by, now)
    check(site, now)  # the site tells its address; it is on this desk, so no network is asked
    return brand


def connect(
    brand: Brand, kind: str, typed: Mapping[str, str], by: User, now: datetime
) -> Account | Failure:
    """Sign in to a platform and put the account on the desk.

    An account that was here before gets its row back, and with it its schedule and its history.
    """
    draft = Account(brand=brand, kind=kind, config=_open_fields(kind, typed))
    answer, secrets = _sign_in(draft, typed)
    if not isinstance(answer, Profile):
        return answer
    known = Account.objects.filter(brand=brand, kind=kind, remote_id=answer.remote_id)
    found = known.order_by("disconnected_at").first()  # NULLs last: a connected one wins
    account = known.filter(disconnected_at=None).first() or found or draft
    account.config = draft.config
    try:
        return _welcome(account, answer, secrets, by, now)
    except IntegrityError:
        return Refused(_("A colleague has just connected this account."), lasting=False)


def reconnect(
    account: Account, typed: Mapping[str, str], by: User, now: datetime
) -> Account | Failure:
    """Sign in again on the same row; another account of the platform is refused."""
    draft = Account(
        pk=account.pk,
        brand=account.brand,
        kind=account.kind,
        config=account.config | _open_fields(account.kind, typed),
    )
    answer, secrets = _sign_in(draft, typed)
    if not isinstance(answer, Profile):
        return answer
    if account.remote_id and answer.remote_id != account.remote_id:
        return Refused(
            _("That is %(found)s, another account than %(wanted)s. Connect it as a new one.")
            % {"found": answer.handle, "wanted": account.handle}
        )
    account.config = draft.config
    return _welcome(account, answer, secrets, by, now)


def check(account: Account, now: datetime) -> Health:
    """Ask the platform whether the account's rights still work, and remember the answer."""
    answer = _ask(account)
    if isinstance(answer, Profile):
        account.know(answer)
    if isinstance(answer, Profile) or answer is None:
        _note(account, "ok", "", now)
    else:
        _note(
            account, "reconnect" if isinstance(answer, Refused) else "unreachable", answer.why, now
        )
    return cast("Health", account.health)


@transaction.atomic
def disconnect(account: Account, by: User, now: datetime) -> None:
    """Take the account off the desk and forget its tokens; everything else waits for its return."""
    if account.manifest.builtin:
        raise NotRemovable
    account.disconnected_at, account.disconnected_by = now, by
    account.sealed = b""
    account.health, account.health_note = "unchecked", ""
    account.save()
    _tell("account.disconnected", account, by, now)


@transaction.atomic
def _found(brand: Brand, by: User, now: datetime) -> Account:
    brand.save()
    member = Member.objects.create(brand=brand, user=by, role=Role.OWNER)
    site = Account.objects.create(brand=brand, kind=SITE, name=brand.name, remote_id=str(brand.pk))
    events.record("brand.opened", brand_id=brand.pk, by=by, at=now, subject=brand)
    events.record(
        "member.joined", brand_id=brand.pk, by=by, at=now, subject=member, role=Role.OWNER
    )
    events.record(
        "account.connected", brand_id=brand.pk, by=by, at=now, subject=site, kind=site.kind
    )
    return site


def _open_fields(kind: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed and is no secret."""
    return {
        field.name: typed.get(field.name, "")
        for field in connector(kind).manifest.fields
        if not field.secret
    }


def _ask(account: Account) -> Profile | Failure | None:
    """What the platform says about the account's rights; None where there is nobody to ask."""
    try:
        if not isinstance(account.connector, Connects):
            return None
        with open_door(account) as door:
            return account.connector.check(door)
    except WrongKey:
        return Refused(gettext_noop("The desk's secret key has changed; its tokens can't be read."))
    except UnknownPlatform:
        return Unknown(gettext_noop("The connector for this platform is not installed."))


def _sign_in(
    draft: Account, typed: Mapping[str, str]
) -> tuple[Profile | Failure, Mapping[str, Any]]:
    """Ask the platform, outside any transaction; the new secrets are given back, not stored."""
    kept: dict[str, Any] = {}
    if not isinstance(draft.connector, Connects):
        return Refused(_("This platform can't be connected by hand.")), kept
    with open_door(draft, keep=kept.update) as door:
        return draft.connector.connect(door, typed), kept


@transaction.atomic
def _welcome(
    account: Account, profile: Profile, secrets: Mapping[str, Any], by: User, now: datetime
) -> Account:
    again = Account.objects.filter(pk=account.pk).exists()
    if not again:
        account.position = account.brand.accounts.count()
    account.know(profile)
    account.sealed = Seal(settings.SECRET_KEY).close(dict(secrets)) if secrets else b""
    account.disconnected_at = account.disconnected_by = None
    account.health, account.health_note, account.checked_at = "ok", "", now
    account.save()
    _tell("account.reconnected" if again else "account.connected", account, by, now)
    return account


@transaction.atomic
def _note(account: Account, health: Health, note: str, now: datetime) -> None:
    before = account.health
    account.note_health(health, note, now)
    if health != before and "unchecked" not in (before, health):
        verb = "account.recovered" if health == "ok" else "account.lost"
        _tell(verb, account, None, now, health=health, why=account.health_note)


def _tell(verb: str, account: Account, by: User | None, now: datetime, **data: Any) -> None:
    events.record(
        verb, brand_id=account.brand_id, by=by, at=now, subject=account, kind=account.kind, **data
    )
