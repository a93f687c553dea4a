"""API tokens are never stronger than the person behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiaobian.kernel import clock
from xiaobian.kernel.models import Event
from xiaobian.people.access import Act, Role
from xiaobian.people.models import ApiToken, Member
from xiaobian.people.tokens import TooMuch, identify, issue, revoke


def seat(user):
    return Member.objects.select_related("brand", "user").get(user=user)


def test_a_token_leads_to_its_person_and_brand(jing, now):
    token, plain = issue(seat(jing), "newsletter", [Act.SEE, Act.WRITE], None, now)
    bearer = identify(plain, now)
    assert (bearer.user, bearer.brand.slug) == (jing, "shanye")
    assert bearer.may(Act.WRITE)
    assert not bearer.may(Act.PUBLISH)
    assert plain.startswith(token.prefix)
    assert plain not in token.token_hash


def test_it_loses_what_its_person_loses(jing, lin, now):
    _token, plain = issue(seat(lin), "helper", [Act.WRITE], None, now)
    seat(lin).change_role(Role.ANALYST, seat(jing), now)
    assert not identify(plain, now).may(Act.WRITE)


def test_nobody_makes_a_token_that_may_more_than_they_may(lin, now):
    with pytest.raises(TooMuch):
        issue(seat(lin), "too much", [Act.PUBLISH], None, now)


def test_it_ends_when_it_expires_or_is_revoked(jing, now):
    _short, plain = issue(seat(jing), "a week", [Act.SEE], now + timedelta(days=7), now)
    assert identify(plain, now + timedelta(days=6))
    assert identify(plain, now + timedelta(days=7)) is None
    token, plain = issue(seat(jing), "feed", [Act.SEE], None, now)
    revoke(token, jing, now)
    assert identify(plain, now) is None
    assert identify("xb_nonsense", now) is None


def test_its_use_is_noted_but_not_at_every_call(jing, now):
    _token, plain = issue(seat(jing), "feed", [Act.SEE], None, now)
    identify(plain, now)
    identify(plain, now + timedelta(seconds=30))
    assert ApiToken.objects.get().used_at == now
    identify(plain, now + timedelta(seconds=90))
    assert ApiToken.objects.get().used_at == now + timedelta(seconds=90)


@pytest.fixture
def fresh(desk, jing):
    """阿静, who has just typed her password."""
    client = desk(jing)
    client.post("/account/reauthenticate/", {"password": "a-long-passphrase"})
    return client


def test_the_page_shows_a_token_once(fresh):
    form = {"name": "newsletter", "scopes": ["see", "write"], "days": "30"}
    answer = fresh.post("/desk/people/tokens/", form)
    plain = answer.context["plain"]
    assert identify(plain, clock.now()).may(Act.WRITE)
    assert plain in answer.content.decode()
    again = fresh.get("/desk/people/tokens/").content.decode()
    assert plain not in again
    assert "newsletter" in again
    made = Event.objects.get(verb="token.made")
    assert made.data["scopes"] == ["see", "write"]
    assert plain not in str(made.data)


def test_making_one_asks_for_the_password_again(desk, jing):
    answer = desk(jing).get("/desk/people/tokens/")
    assert "/reauthenticate/" in answer["Location"]


def test_it_is_revoked_on_the_page(fresh, jing):
    token, plain = issue(seat(jing), "feed", [Act.SEE], None, clock.now())
    fresh.post(f"/desk/people/tokens/{token.pk}/revoke/")
    assert identify(plain, clock.now()) is None


def test_tokens_of_another_brand_are_not_there(fresh, outsider):
    token, _plain = issue(seat(outsider), "theirs", [Act.SEE], None, clock.now())
    assert fresh.post(f"/desk/people/tokens/{token.pk}/revoke/").status_code == 404
    assert "theirs" not in fresh.get("/desk/people/tokens/").content.decode()
