"""Signing in as people do it, in a real browser: password, authenticator app, passkey."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.plugins.browser import axe
from xiaobian.kernel.models import Event
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, Member, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-passphrase"


@pytest.fixture
def person(transactional_db):
    """阿静, known to a browser that has not signed her in."""
    brand = Brand.objects.create(name="山野茶", slug="shanye", zone="Asia/Shanghai")
    user = User.objects.create_user(email="jing@example.com", password=PASSWORD, name="阿静")
    Member.objects.create(brand=brand, user=user, role=Role.OWNER)
    return user


def sign_in(page, person):
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page):
    """Type the password once more, as every change of the sign-in asks."""
    page.wait_for_url("**/reauthenticate/**")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(page):
    page.context.clear_cookies(name="desk")


def six_digits(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def virtual_passkeys(page):
    """A platform authenticator that confirms at once, as a finger on the sensor does."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_the_first_visit_in_a_browser(visit, transactional_db):
    page = visit(None, "/", language="en")
    assert page.url.endswith("/account/signup/")
    page.get_by_label("Brand name").fill("Shanye Tea 山野茶")
    assert page.get_by_label("Address").input_value() == "shanye-tea"
    page.get_by_label("Your name").fill("阿静")
    page.get_by_label("Email").fill("jing@example.com")
    page.get_by_label("Password").fill("moss-and-rain-41")
    axe(page)
    page.get_by_role("button", name="Open the desk").click()
    page.wait_for_url("**/b/shanye-tea/desk/")
    assert Member.objects.get().role == "owner"


def test_the_address_follows_the_name_until_it_is_one_s_own(visit, transactional_db):
    page = visit(None, "/account/signup/", language="zh-hans", width=360)
    name, address = page.get_by_label("品牌名称"), page.get_by_label("网址名")
    name.fill("山野茶")
    assert address.input_value() == ""
    name.fill("Café Zürich")
    assert address.input_value() == "cafe-zurich"
    address.fill("cz")
    name.fill("Something else")
    assert address.input_value() == "cz"
    axe(page)


def test_an_authenticator_app_is_turned_on_and_asked_for(visit, person):
    page = visit(None, "/account/login/", language="en")
    sign_in(page, person)
    page.wait_for_url("**/b/shanye/desk/")
    page.goto(page.url + "people/security/")
    page.get_by_role("link", name="Turn on").click()
    confirm(page)
    page.wait_for_url("**/totp/activate/")
    axe(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(six_digits(secret))
    page.get_by_role("button", name="Activate").click()
    codes = re.findall(r"\b[0-9a-f]{8}\b|\b\d{8}\b", page.content())
    assert codes
    assert Event.objects.filter(verb="person.totp_activated").exists()
    assert secret not in str(person.authenticator_set.get(type="totp").data)
    sign_out(page)
    page.goto(page.url.split("/b/")[0].split("/account/")[0] + "/account/login/")
    sign_in(page, person)
    page.wait_for_url("**/2fa/authenticate/")
    axe(page)
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name=re.compile("^sign in$", re.I)).click()
    page.wait_for_url("**/b/shanye/desk/")


def test_a_passkey_is_added_and_signs_in_alone(visit, person):
    page = visit(None, "/account/login/", language="en")
    virtual_passkeys(page)
    sign_in(page, person)
    page.wait_for_url("**/b/shanye/desk/")
    page.goto(page.url + "people/security/")
    page.get_by_role("listitem").filter(has_text="Passkeys").get_by_role("link", name="Add").click()
    confirm(page)
    page.wait_for_url("**/webauthn/add/")
    axe(page)
    page.get_by_label("Name of this key").fill("Laptop")
    assert page.get_by_label("Sign in with it alone").is_checked()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(re.compile("2fa/webauthn/$|recovery-codes"))
    assert Event.objects.filter(verb="person.webauthn_added").exists()
    origin = page.url.split("/account/")[0].split("/b/")[0]
    sign_out(page)
    page.goto(origin + "/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/b/shanye/desk/")
    assert Event.objects.filter(verb="person.signed_in").count() == 2
