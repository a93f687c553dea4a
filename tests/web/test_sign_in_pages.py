"""The door looks like the house and lets everybody in."""

from __future__ import annotations

import pytest

from tests.plugins.browser import axe, shot

LOOKS = [
    {"theme": "light", "width": 1280, "language": "en"},
    {"theme": "dark", "width": 360, "language": "zh-hans"},
]


def test_the_first_visitor_signs_up_and_later_ones_sign_in(client, db, request):
    assert client.get("/")["Location"] == "/account/signup/"
    request.getfixturevalue("jing")
    assert client.get("/")["Location"] == "/account/login/"


def test_signed_in_people_go_to_their_desk(client, jing):
    client.force_login(jing, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/b/shanye/desk/"


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_a_first_visitor_can_read_and_use_sign_up(visit, db, look):
    page = visit(None, "/", **look)
    axe(page)
    shot(page, f"signup-{look['theme']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= look["width"]


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_everybody_can_read_and_use_the_door(visit, brand, jing, look):
    page = visit(None, "/account/login/", **look)
    axe(page)
    page.locator("input[name=login]").fill(jing.email)
    page.locator("input[name=password]").fill("a-long-passphrase")
    page.locator("button[type=submit]").first.click()
    page.wait_for_url("**/b/shanye/desk/")
    for path in ("password/change/", "2fa/totp/activate/", "2fa/webauthn/add/"):
        page.goto(page.url.split("/b/")[0] + "/b/shanye/account/" + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= look["width"]
