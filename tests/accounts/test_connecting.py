"""An account comes to the desk, goes, and comes back as the same account."""

from __future__ import annotations

from datetime import time

import pytest

from xiaobian.accounts import verbs
from xiaobian.accounts.models import Account, Slot
from xiaobian.accounts.port import Later, Refused, Unknown
from xiaobian.kernel.models import Event

TYPED = {"server": "https://postcards.example", "handle": "shanye", "password": "secret-leaf"}


def test_an_account_is_known_by_what_the_platform_says(account):
    assert (account.handle, account.remote_id) == ("shanye", "id-shanye")
    assert account.health == "ok"
    assert Account.objects.get(pk=account.pk).secrets == {"token": "token-shanye-0"}


def test_the_password_is_kept_nowhere(account):
    stored = Account.objects.get(pk=account.pk)
    assert stored.config == {"server": "https://postcards.example", "handle": "shanye"}
    assert b"secret-leaf" not in bytes(stored.sealed)
    assert b"token-shanye" not in bytes(stored.sealed)
    assert "secret-leaf" not in str(Event.objects.values_list("data", flat=True))


@pytest.mark.parametrize(
    ("trouble", "outcome"), [("wrong", Refused), ("away", Unknown), ("busy", Later)]
)
def test_what_goes_wrong_is_told_and_leaves_nothing(brand, jing, platform, now, trouble, outcome):
    platform.away, platform.busy = trouble == "away", trouble == "busy"
    typed = TYPED | ({"password": "wrong"} if trouble == "wrong" else {})
    assert isinstance(verbs.connect(brand, "postcards", typed, jing, now), outcome)
    assert not Account.objects.exists()


def test_connecting_the_same_account_twice_makes_no_second_one(account, brand, jing, now):
    again = verbs.connect(brand, "postcards", TYPED, jing, now)
    assert again.pk == account.pk
    assert Account.objects.count() == 1
    assert Account.objects.get().secrets == {"token": "token-shanye-1"}


def test_an_account_that_left_comes_back_with_its_times(account, brand, jing, now):
    account.add_slots([0, 4], time(12, 10), jing, now)
    verbs.disconnect(account, jing, now)
    assert not Account.objects.of(brand)
    assert Account.objects.get().secrets == {}
    back = verbs.connect(brand, "postcards", TYPED, jing, now)
    assert back.pk == account.pk
    assert Slot.objects.filter(account=back).count() == 2
    assert list(Account.objects.of(brand)) == [back]


def test_reconnecting_keeps_the_row(account, platform, jing, now):
    platform.tokens.clear()
    assert verbs.check(account, now) == "reconnect"
    back = verbs.reconnect(account, TYPED, jing, now)
    assert (back.pk, back.health) == (account.pk, "ok")


def test_reconnecting_as_somebody_else_is_refused_and_loses_nothing(account, jing, now):
    other = TYPED | {"handle": "shanye2", "password": "other-leaf"}
    answer = verbs.reconnect(account, other, jing, now)
    assert isinstance(answer, Refused)
    stored = Account.objects.get()
    assert (stored.handle, stored.secrets) == ("shanye", {"token": "token-shanye-0"})
    assert verbs.check(stored, now) == "ok"


def test_a_lost_right_is_noted_once_and_so_is_its_return(account, platform, now):
    kept = set(platform.tokens)
    platform.tokens.clear()
    verbs.check(account, now)
    verbs.check(account, now)
    assert Event.objects.filter(verb="account.lost").count() == 1
    platform.tokens |= kept
    verbs.check(account, now)
    assert Event.objects.filter(verb="account.recovered").count() == 1


def test_a_platform_that_is_away_is_not_a_lost_right(account, platform, now):
    platform.away = True
    assert verbs.check(account, now) == "unreachable"
    assert Account.objects.get().secrets == {"token": "token-shanye-0"}


def test_tokens_sealed_with_a_lost_key_ask_to_connect_again(account, now, settings):
    settings.SECRET_KEY = "another key altogether"
    assert verbs.check(account, now) == "reconnect"


def test_an_account_whose_connector_is_gone_is_still_shown(account, now, monkeypatch):
    account.kind = "vanished"
    assert account.manifest.name == "vanished"
    assert verbs.check(account, now) == "unreachable"


def test_two_brands_may_hold_the_same_account(account, outsider, now):
    other = outsider.memberships.get().brand
    theirs = verbs.connect(other, "postcards", TYPED, outsider, now)
    assert theirs.pk != account.pk


def test_the_own_site_stays(brand, platform, jing, now):
    site = Account.objects.create(brand=brand, kind="site", name="山野茶", remote_id="x")
    with pytest.raises(verbs.NotRemovable):
        verbs.disconnect(site, jing, now)
