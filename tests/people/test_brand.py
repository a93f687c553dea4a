"""The brand's settings, and which brand a request is about."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import get_script_prefix, reverse

from xiaobian.kernel.models import Event
from xiaobian.people.access import Role
from xiaobian.people.links import desk_url, public_url
from xiaobian.people.models import Brand, Member

GOOD = {
    "name": "山野茶",
    "tagline": "喝得明白",
    "zone": "Asia/Shanghai",
    "language": "zh-hans",
    "accent": "#2e7757",
    "audience": "",
    "tone": "",
    "reviewers_required": "1",
    "late_minutes": "45",
}


def test_the_owner_changes_the_brand_and_the_trail_says_what(desk, jing, brand):
    assert desk(jing).post("/desk/people/brand/", GOOD).status_code == 302
    brand.refresh_from_db()
    assert (brand.reviewers_required, brand.late_minutes, brand.accent) == (1, 45, "#2e7757")
    event = Event.objects.get(verb="brand.changed")
    assert event.data["now"]["late_minutes"] == 45
    assert "zone" not in event.data["now"]


def test_saving_without_a_change_leaves_no_trace(desk, jing):
    desk(jing).post("/desk/people/brand/", GOOD)
    desk(jing).post("/desk/people/brand/", GOOD)
    assert Event.objects.filter(verb="brand.changed").count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("zone", "Mars/Olympus"),
        ("language", "xx"),
        ("accent", "red"),
        ("reviewers_required", "3"),
        ("late_minutes", "-1"),
        ("late_minutes", "100000"),
    ],
)
def test_what_makes_no_sense_is_refused(desk, jing, brand, name, value):
    answer = desk(jing).post("/desk/people/brand/", GOOD | {name: value})
    assert answer.context["form"].errors[name]
    brand.refresh_from_db()
    assert brand.late_minutes == 30


def test_the_database_refuses_an_address_that_could_not_be_one(db):
    with pytest.raises(IntegrityError):
        Brand.objects.create(name="x", slug="No Spaces")


def test_links_that_leave_the_desk_carry_its_address(brand, settings):
    settings.PUBLIC_URL = "https://desk.example"
    assert desk_url(brand, "/desk/drafts/") == "https://desk.example/b/shanye/desk/drafts/"
    assert public_url("/join/x/") == "https://desk.example/join/x/"


def test_addresses_within_a_brand_stay_in_it_and_leave_nothing_behind(desk, jing):
    page = desk(jing).get("/desk/people/team/").content.decode()
    assert 'href="/b/shanye/desk/people/team/permissions/"' in page
    assert get_script_prefix() == "/"
    assert reverse("people:team") == "/desk/people/team/"


def test_the_desk_opens_the_brand_used_last(jing, outsider):
    other = outsider.memberships.get().brand
    Member.objects.create(brand=other, user=jing, role=Role.WRITER)
    client = Client()
    client.force_login(jing, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/desk/people/me/").url == "/b/shanye/desk/people/me/"
    client.get("/b/other/desk/people/me/")
    assert client.get("/desk/people/me/?a=1").url == "/b/other/desk/people/me/?a=1"
