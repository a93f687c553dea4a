"""What two people do at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tests.accounts.test_brands import FIRST
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, LastOwner, Member, User

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run each in a thread of its own, with a connection of its own."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_of_two_first_sign_ups_one_is_the_first(platform):
    def sign_up(i):
        form = FIRST | {"email": f"{i}@example.com", "brand": f"Brand {i}"}
        return Client().post("/account/signup/", form).status_code

    at_once(lambda: sign_up(1), lambda: sign_up(2), lambda: sign_up(3))
    assert (User.objects.count(), Brand.objects.count()) == (1, 1)


def test_two_owners_who_leave_together_leave_one_behind(now):
    brand = Brand.objects.create(name="山野茶", slug="shanye")
    owners = [
        Member.objects.create(
            brand=brand, user=User.objects.create_user(f"{i}@example.com", name=i), role=Role.OWNER
        )
        for i in ("阿静", "阿宽")
    ]

    def leave(member):
        try:
            member.remove(member, now)
        except LastOwner:
            return "stayed"
        return "left"

    assert sorted(at_once(*[lambda m=m: leave(m) for m in owners])) == ["left", "stayed"]
    assert brand.members.filter(role=Role.OWNER).count() == 1
