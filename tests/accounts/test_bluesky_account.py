"""Connecting a real platform's connector through the page, against its fake on a real socket."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from xiaobian.accounts.models import Account
from xiaobian.accounts.verbs import check
from xiaobian.connectors.bluesky.fake import FakeBluesky
from xiaobian.connectors.fakes import serve
from xiaobian.kernel.models import Event

PASSWORD = "abcd-efgh-ijkl-mnop"


@pytest.fixture
def fake(settings):
    """A Bluesky server on this machine, which the door is told to let through."""
    bluesky = FakeBluesky()
    bluesky.add("shanye.test", PASSWORD)
    with serve(bluesky) as url:
        settings.OUTSIDE_ALLOW_PRIVATE = (urlsplit(url).netloc,)
        yield bluesky, url


def typed(url, password=PASSWORD):
    return {"service": url, "handle": "shanye.test", "password": password}


def test_bluesky_is_connected_on_the_page(desk, jing, fake, now):
    _bluesky, url = fake
    answer = desk(jing).post("/desk/accounts/connect/bluesky/", typed(url))
    assert answer.status_code == 302, answer.context["form"].errors
    account = Account.objects.get()
    assert (account.kind, account.handle, account.health) == ("bluesky", "shanye.test", "ok")
    assert PASSWORD not in str(account.config)
    assert check(account, now) == "ok"
    assert Event.objects.get(verb="account.connected").subject == str(account)


def test_a_wrong_password_is_told_on_the_page(desk, jing, fake):
    _bluesky, url = fake
    answer = desk(jing).post("/desk/accounts/connect/bluesky/", typed(url, "nope-nope"))
    assert "Bluesky" in answer.context["form"].non_field_errors()[0]
    assert not Account.objects.exists()


def test_a_server_inside_the_network_is_not_asked_unless_it_is_allowed(desk, jing, fake, settings):
    bluesky, url = fake
    settings.OUTSIDE_ALLOW_PRIVATE = ()
    answer = desk(jing).post("/desk/accounts/connect/bluesky/", typed(url))
    assert answer.context["form"].non_field_errors()
    assert not Account.objects.exists()
    assert len(bluesky.calls) == 0
