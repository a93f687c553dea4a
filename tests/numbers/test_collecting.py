"""Reports of readers' pages: what is kept, what is refused, and what is never known."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.numbers.conftest import AGENT, Told
from xiaobian.numbers import visitors
from xiaobian.numbers.batches import conninfo
from xiaobian.numbers.beacons import parse
from xiaobian.numbers.collect import Collector
from xiaobian.numbers.models import Hit, Salt
from xiaobian.numbers.tokens import opened, page_token
from xiaobian.people.models import Brand

# The collector writes over a connection of its own, which sees only what is committed.
committed = pytest.mark.django_db(transaction=True)


@committed
def test_a_view_and_its_reading_time_are_kept(told: Told) -> None:
    view = "0123456789abcdef"
    told.say(told.body(v=view, r="Example.COM"), told.body(v=view, e=12_500, s=80))
    first, then = Hit.objects.order_by("kind")
    assert (first.kind, first.source, first.bot) == (0, "example.com", 0)
    assert (then.kind, then.engaged, then.scroll) == (1, 12_500, 80)
    assert first.visitor == then.visitor and first.view_id == then.view_id


@committed
@pytest.mark.parametrize("durable", [True, False])
def test_every_answered_report_is_in_the_database_after_the_end(told: Told, durable: bool) -> None:
    bodies = [told.body(v=f"{n:016x}") for n in range(300)]
    assert set(told.say(*bodies, durable=durable)) == {204}
    assert Hit.objects.count() == 300


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 1000,
        b"\xff\xfe",
        b'{"p": 1}',
        b'{"p": "", "v": "0123456789abcdef"}',
        b'{"p": "' + b"A" * 56 + b'", "v": "0123456789abcdef"}',
    ],
)
def test_a_body_that_no_page_of_ours_sends_is_refused(nobody: Told, body: bytes) -> None:
    assert nobody.say(body) == [400]


def test_too_much_is_refused_whatever_its_length_claims(nobody: Told) -> None:
    assert nobody.say(nobody.body(x="a" * 2000)) == [413]
    assert nobody.say(nobody.body(), headers={"content-length": "99999999999"}) == [413]
    assert nobody.say(nobody.body(), headers={"content-length": "-1"}) == [413]


@committed
def test_absurd_figures_count_for_nothing(told: Told) -> None:
    for n, wrong in enumerate((-5, 10**30, True, None, "9", 1.5, [], {})):
        told.say(told.body(v=f"{n:016x}", e=wrong, s=wrong))
    assert max(Hit.objects.values_list("engaged", flat=True)) <= 30 * 60 * 1000
    assert min(Hit.objects.values_list("engaged", flat=True)) >= 0
    assert max(Hit.objects.values_list("scroll", flat=True)) <= 100


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_parser(body: bytes) -> None:
    assert parse(body) is None


def test_a_page_token_names_its_post_and_can_not_be_made_up() -> None:
    brand, post = uuid4(), uuid4()
    token = page_token(brand, post)
    assert opened(token) == (brand, post)
    for n in range(len(token)):
        changed = token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]
        assert opened(changed) is None
    assert opened(token + "A") is None and opened("é" * 56) is None


@pytest.mark.parametrize("header", [{"dnt": "1"}, {"sec-gpc": "1"}])
def test_who_asks_not_to_be_counted_is_not_even_read(nobody: Told, header: dict[str, str]) -> None:
    assert nobody.say(b"not even this", headers=header) == [204]


def test_other_sites_can_not_report_in_a_readers_name(nobody: Told) -> None:
    for header in (
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ):
        assert nobody.say(nobody.body(), headers=header) == [403]
    assert nobody.say(nobody.body(), method="GET") == [405]
    assert nobody.say(b"{}", headers={"origin": "https://desk.test"}) == [400]


@committed
def test_programs_and_the_team_are_set_apart_not_dropped(told: Told) -> None:
    told.say(told.body(v="0" * 15 + "1"), headers={"user-agent": "Googlebot/2.1"})
    told.say(told.body(v="0" * 15 + "2"), headers={"user-agent": ""})
    told.say(told.body(v="0" * 15 + "3"), headers={"cookie": "a=b; desk=abc"})
    told.say(told.body(v="0" * 15 + "4"))
    assert list(Hit.objects.order_by("view_id").values_list("bot", flat=True)) == [1, 2, 3, 0]


@committed
def test_a_deleted_brands_pages_are_answered_and_forgotten(told: Told, brand: Brand) -> None:
    Brand.objects.all().delete()
    assert told.say(told.body()) == [204]
    assert Hit.objects.count() == 0


@committed
def test_a_database_that_was_restarted_costs_nothing(told: Told) -> None:
    async def live() -> list[int]:
        collector = Collector(durable=True)
        first = await told.one(collector, told.body(v="0" * 16), {})
        await asyncio.to_thread(cut)
        then = await told.one(collector, told.body(v="1" * 16), {})
        await collector.close()
        return [first, then]

    def cut() -> None:
        with psycopg.connect(conninfo(), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                " application_name = 'xiaobian collect' AND pid <> pg_backend_pid()"
            )

    assert asyncio.run(live()) == [204, 204]
    assert Hit.objects.count() == 2


@committed
def test_nothing_but_a_hash_is_left_of_a_reader(told: Told) -> None:
    told.say(told.body(), headers={"x-forwarded-for": "198.51.100.9"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(h::text, ' ') FROM numbers_hit h")
        kept = cursor.fetchone()[0]
    for secret in ("203.0.113.7", "198.51.100.9", "Firefox"):
        assert secret not in kept


def test_salts_do_not_outlive_their_day(brand: Brand, now: datetime) -> None:
    today = visitors.day_in(brand.zone, now)
    for days in (0, 1, 2, 30):
        visitors.salt_for(today - timedelta(days=days))
    assert visitors.forget_salts(now) == 3
    assert Salt.objects.get().day == date(2026, 11, 22)
    assert visitors.forget_salts(now + timedelta(hours=11, minutes=59)) == 0
    assert visitors.forget_salts(now + timedelta(hours=12)) == 1


def test_visitors_are_the_same_for_a_day_a_brand_and_a_household_only() -> None:
    brand = uuid4()
    salt, other = b"a" * 32, b"b" * 32
    v = visitors.visitor
    base = v(salt, brand, "2001:db8:1:2:aaaa::1", AGENT)
    assert base == v(salt, brand, "2001:db8:1:2:bbbb::9", AGENT)
    assert base != v(salt, brand, "2001:db8:1:3::1", AGENT)
    assert base != v(other, brand, "2001:db8:1:2:aaaa::1", AGENT)
    assert base != v(salt, uuid4(), "2001:db8:1:2:aaaa::1", AGENT)
    assert base != v(salt, brand, "2001:db8:1:2:aaaa::1", AGENT + "x")
    assert v(salt, brand, "::ffff:203.0.113.7", AGENT) == v(salt, brand, "203.0.113.7", AGENT)


@pytest.mark.parametrize(
    ("forwarded", "trusted", "ip"),
    [
        ("6.6.6.6, 198.51.100.9", 0, "203.0.113.7"),
        ("6.6.6.6, 198.51.100.9", 1, "198.51.100.9"),
        ("6.6.6.6, 198.51.100.9, 10.0.0.1", 2, "198.51.100.9"),
        ("", 1, "203.0.113.7"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded: str, trusted: int, ip: str) -> None:
    assert visitors.client_ip("203.0.113.7", forwarded, trusted) == ip
