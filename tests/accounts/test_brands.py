"""Founding a brand: who owns it, what is there from the first minute."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from xiaobian.accounts.models import Account
from xiaobian.accounts.verbs import open_brand
from xiaobian.kernel.models import Event
from xiaobian.people.models import Brand, Member, User
from xiaobian.people.models.brand import free_slug

FIRST = {
    "brand": "山野茶",
    "slug": "",
    "name": "阿静",
    "email": "Jing@Example.com",
    "password1": "moss-and-rain-41",
    "zone": "Asia/Shanghai",
    "language": "zh-hans",
}


@pytest.fixture
def visitor(db, platform):
    return Client()


def test_a_name_with_latin_letters_gives_the_address(db):
    assert free_slug("Shanye Tea 山野茶") == "shanye-tea"


def test_a_name_without_any_gets_a_neutral_one(db):
    assert re.fullmatch(r"brand-[2-9a-z]{4}", free_slug("山野茶"))


def test_an_address_is_never_given_twice(brand):
    assert free_slug("Shanye").startswith("shanye-")


def test_the_first_visit_leads_to_one_page_that_does_all(visitor):
    assert visitor.get("/").url == "/account/signup/"
    assert visitor.get("/desk/").url == "/account/signup/"
    answer = visitor.post("/account/signup/", FIRST)
    assert answer.status_code == 302, answer.context["form"].errors
    brand = Brand.objects.get()
    member = Member.objects.get()
    assert (brand.name, brand.zone) == ("山野茶", "Asia/Shanghai")
    assert (member.user.email, member.user.name, member.role) == (
        "jing@example.com",
        "阿静",
        "owner",
    )
    assert Account.objects.get().kind == "site"
    verbs = set(Event.objects.filter(brand_id=brand.pk).values_list("verb", flat=True))
    assert verbs >= {"brand.opened", "member.joined", "account.connected"}
    assert visitor.get("/", follow=True).redirect_chain[-1][0] == f"/b/{brand.slug}/desk/"


def test_a_chosen_address_is_taken(visitor):
    visitor.post("/account/signup/", FIRST | {"slug": "shanye-tea"})
    assert Brand.objects.get().slug == "shanye-tea"


@pytest.mark.parametrize("slug", ["Shanye", "-tea", "山野", "a/b", "a b"])
def test_an_address_that_could_not_be_one_is_refused(visitor, slug):
    answer = visitor.post("/account/signup/", FIRST | {"slug": slug})
    assert answer.context["form"].errors["slug"]
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "1234567890", "jing@example.com"])
def test_a_weak_password_is_refused(visitor, password):
    answer = visitor.post("/account/signup/", FIRST | {"password1": password})
    assert answer.context["form"].errors["password1"]
    assert not Brand.objects.exists()


def test_after_the_first_the_door_is_closed(visitor, settings):
    assert settings.SIGN_UP == "first"
    visitor.post("/account/signup/", FIRST)
    late = Client()
    second = FIRST | {"email": "late@example.com", "brand": "晚来"}
    late.post("/account/signup/", second)
    assert User.objects.count() == 1
    assert Brand.objects.count() == 1


def test_an_open_desk_lets_others_found_their_own_brand(visitor, settings):
    visitor.post("/account/signup/", FIRST)
    settings.SIGN_UP = "open"
    Client().post("/account/signup/", FIRST | {"email": "b@example.com", "brand": "别家"})
    assert set(Brand.objects.values_list("name", flat=True)) == {"山野茶", "别家"}
    assert Member.objects.filter(role="owner").count() == 2


def test_a_failure_in_the_middle_leaves_nobody_half_signed_up(visitor, monkeypatch):
    from xiaobian.accounts import forms

    def broken(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(forms, "open_brand", broken)
    with pytest.raises(RuntimeError):
        visitor.post("/account/signup/", FIRST)
    assert not User.objects.exists()


def test_the_same_e_mail_signs_up_once_however_it_is_written(visitor, settings):
    visitor.post("/account/signup/", FIRST)
    settings.SIGN_UP = "open"
    answer = Client().post("/account/signup/", FIRST | {"email": "JING@example.com"})
    assert answer.context["form"].errors["email"]


def test_signed_in_people_found_more_brands(desk, outsider, brand, platform):
    client = Client()
    client.force_login(outsider, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"brand": "Second", "slug": "", "zone": "Europe/Berlin"}
    answer = client.post("/desk/brands/new/", form)
    assert answer.url == "/b/second/desk/"
    made = Brand.objects.get(slug="second")
    assert made.zone == "Europe/Berlin"
    assert Member.objects.get(brand=made).user == outsider


def test_visitors_found_nothing(brand, jing, platform):
    answer = Client().get("/desk/brands/new/")
    assert answer.url == "/account/login/?next=%2Fdesk%2Fbrands%2Fnew%2F"


def test_an_address_in_use_is_named(brand, outsider, platform, now):
    client = Client()
    client.force_login(outsider, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"brand": "Shanye", "slug": "shanye", "zone": "UTC"}
    assert client.post("/desk/brands/new/", form).context["form"].errors["slug"]


def test_open_brand_speaks_its_founders_language(outsider, platform, now):
    outsider.language = "en"
    brand = open_brand("Tea & Co", outsider, now)
    assert (brand.slug, brand.language) == ("tea-co", "en")
