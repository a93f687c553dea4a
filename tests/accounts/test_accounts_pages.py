"""The pages about accounts: what they say, what they offer to whom."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from xiaobian.accounts import jobs, waiting
from xiaobian.accounts.models import Account, Slot
from xiaobian.kernel import clock
from xiaobian.kernel.models import Event

TYPED = {"server": "https://postcards.example", "handle": "shanye", "password": "secret-leaf"}


def test_an_owner_connects_an_account_on_the_page(desk, jing, platform):
    client = desk(jing)
    assert "Postcards" in client.get("/desk/accounts/").content.decode()
    answer = client.post("/desk/accounts/connect/postcards/", TYPED)
    assert answer.url == f"/b/shanye/desk/accounts/{Account.objects.get().pk}/"
    page = client.get(answer.url).content.decode()
    assert "https://postcards.example/limits" in page
    assert "token-shanye" not in page


@pytest.mark.parametrize("trouble", ["wrong", "away", "busy"])
def test_the_page_says_what_went_wrong(desk, jing, platform, trouble):
    platform.away, platform.busy = trouble == "away", trouble == "busy"
    typed = TYPED | ({"password": "wrong"} if trouble == "wrong" else {})
    answer = desk(jing).post("/desk/accounts/connect/postcards/", typed)
    assert "Postcards" in answer.context["form"].non_field_errors()[0]
    assert "secret-leaf" not in answer.content.decode()


def test_a_built_in_or_unknown_platform_is_not_connected_by_hand(desk, jing, platform):
    assert desk(jing).get("/desk/accounts/connect/site/").status_code == 404
    assert desk(jing).get("/desk/accounts/connect/nonsense/").status_code == 404


def test_a_writer_sees_accounts_but_is_offered_nothing(desk, lin, account):
    for path in ("/desk/accounts/", f"/desk/accounts/{account.pk}/"):
        page = desk(lin).get(path).content.decode()
        assert "山野茶 shanye" in page
        assert "/connect/" not in page
        assert "/slots/" not in page
        assert "/disconnect/" not in page


def test_accounts_of_other_brands_are_not_there(desk, outsider, account, brand):
    client = desk(outsider)
    client.brand = outsider.memberships.get().brand
    for tail in ("", "reconnect/", "disconnect/"):
        assert client.get(f"/desk/accounts/{account.pk}/{tail}").status_code == 404
    for tail in ("check/", "reconnect/", "disconnect/", "slots/"):
        assert client.post(f"/desk/accounts/{account.pk}/{tail}").status_code == 404
    assert Account.objects.of(brand).get() == account


def test_check_now_says_how_it_stands(desk, jing, account, platform):
    platform.tokens.clear()
    answer = desk(jing).post(f"/desk/accounts/{account.pk}/check/", follow=True)
    assert "the token was taken back" in answer.content.decode()
    assert Account.objects.get().health == "reconnect"


def test_taking_off_asks_and_names_what_waits(desk, jing, account, monkeypatch):
    monkeypatch.setattr(waiting, "_answers", lambda: (lambda ids: dict.fromkeys(ids, 7),))
    asked = desk(jing).get(f"/desk/accounts/{account.pk}/disconnect/")
    assert asked.context["waits"] == 7
    assert Account.objects.get().disconnected_at is None
    desk(jing).post(f"/desk/accounts/{account.pk}/disconnect/")
    assert Account.objects.get().disconnected_by == jing
    page = desk(jing).get("/desk/accounts/").content.decode()
    assert f"/desk/accounts/{account.pk}/reconnect/" in page
    desk(jing).post(f"/desk/accounts/{account.pk}/reconnect/", TYPED)
    assert Account.objects.get().disconnected_at is None


def test_the_own_site_can_not_be_taken_off(desk, jing, brand, platform):
    site = Account.objects.create(brand=brand, kind="site", name="山野茶", remote_id="x")
    assert desk(jing).post(f"/desk/accounts/{site.pk}/disconnect/").status_code == 404
    assert "/disconnect/" not in desk(jing).get(f"/desk/accounts/{site.pk}/").content.decode()


def test_times_are_added_for_several_days_and_taken_away(desk, jing, account):
    url = f"/desk/accounts/{account.pk}/slots/"
    form = {"weekdays": ["0", "4"], "time": "12:10"}
    assert desk(jing).post(url, form).status_code == 302
    assert desk(jing).post(url, form).status_code == 302
    assert [(s.weekday, s.time) for s in account.slots.all()] == [
        (0, time(12, 10)),
        (4, time(12, 10)),
    ]
    assert Event.objects.filter(verb="account.slots_added").count() == 1
    slot = Slot.objects.get(weekday=4)
    part = desk(jing).post(f"{url}{slot.pk}/remove/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert Slot.objects.get().weekday == 0


def test_a_time_that_is_none_is_refused_in_words(desk, jing, account):
    url = f"/desk/accounts/{account.pk}/slots/"
    answer = desk(jing).post(
        url, {"weekdays": ["9"], "time": "25:00"}, headers={"HX-Request": "true"}
    )
    assert set(answer.context["form"].errors) == {"weekdays", "time"}
    assert not Slot.objects.exists()


def test_a_slot_of_another_account_is_not_there(desk, jing, account, brand):
    site = Account.objects.create(brand=brand, kind="site", name="站", remote_id="x")
    slot = Slot.objects.create(account=site, weekday=1, time=time(9))
    url = f"/desk/accounts/{account.pk}/slots/{slot.pk}/remove/"
    assert desk(jing).post(url).status_code == 404
    assert Slot.objects.exists()


def test_the_list_costs_the_same_for_many_accounts(
    desk, jing, brand, platform, django_assert_max_num_queries
):
    for i in range(12):
        Account.objects.create(brand=brand, kind="postcards", name=f"号{i}", remote_id=str(i))
    client = desk(jing)
    with django_assert_max_num_queries(25):
        client.get("/desk/accounts/")


def test_the_daily_look_finds_a_lost_right_by_itself(account, platform):
    platform.tokens.clear()
    long_ago = clock.now() - timedelta(days=2)
    Account.objects.update(checked_at=long_ago)
    assert list(Account.objects.unchecked_since(clock.now())) == [account]
    jobs.check_one(str(account.pk))
    assert Account.objects.get().health == "reconnect"
    assert not Account.objects.unchecked_since(clock.now())


def test_the_look_passes_over_accounts_that_left(account, platform, jing, now):
    from xiaobian.accounts.verbs import disconnect

    disconnect(account, jing, now)
    jobs.check_one(str(account.pk))
    assert Account.objects.get().health == "unchecked"


def test_the_hourly_bell_rings_once_for_each(account):
    from procrastinate.contrib.django.models import ProcrastinateJob

    Account.objects.update(checked_at=None)
    jobs.check_all(0)
    job = ProcrastinateJob.objects.get(task_name="accounts.check_one")
    assert job.args == {"account": str(account.pk)}


def test_open_promises_are_counted_by_account(account, jing, brand, now):
    from xiaobian.drafts.models import Draft
    from xiaobian.publishing.models import Delivery, Rendition

    assert waiting.on_accounts([account.pk]) == {}
    draft = Draft.start(brand, jing, now)
    version = draft.keep_version(jing, now)
    rendition = Rendition.objects.create(version=version, account=account, body={})
    Delivery.objects.create(
        brand=brand,
        draft=draft,
        account=account,
        rendition=rendition,
        by=jing,
        due_at=now,
        wall="2026-11-22T12:00",
        zone="Asia/Shanghai",
    )
    assert waiting.on_accounts([account.pk]) == {account.pk: 1}
