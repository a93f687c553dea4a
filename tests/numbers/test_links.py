"""Short links lead to web pages only, and count people who followed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.numbers.conftest import AGENT
from xiaobian.kernel.models import Event
from xiaobian.numbers import verbs
from xiaobian.numbers.models import Click, Link
from xiaobian.people.models import Brand, User
from xiaobian.publishing.models import Delivery

TARGET = "https://shop.example/茶?from=desk&x=1#top"


@pytest.fixture
def link(brand: Brand, jing: User, now: datetime) -> Link:
    return verbs.shorten(brand, TARGET, by=jing, now=now)


@pytest.fixture
def reader() -> Client:
    return Client(headers={"user-agent": AGENT})


def test_a_link_leads_on_and_the_click_is_written_down(link: Link, reader: Client) -> None:
    answer = reader.get(f"/l/{link.code}", headers={"referer": "https://weibo.example/a"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://shop.example/")
    assert answer["Cache-Control"] == "no-store" and not answer.cookies
    click = Click.objects.get()
    assert (click.link_id, click.bot, click.source) == (link.pk, 0, "weibo.example")


@pytest.mark.parametrize("code", ["nothing", "%00", "a" * 300, "x\r\nset-cookie: a"])
def test_an_unknown_code_leads_nowhere(db: None, reader: Client, code: str) -> None:
    answer = reader.get(f"/l/{code}")
    assert answer.status_code == 404
    assert not answer.cookies


def test_looking_ahead_is_no_click(link: Link, reader: Client) -> None:
    assert reader.head(f"/l/{link.code}").status_code == 302
    for header in ({"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}):
        assert reader.get(f"/l/{link.code}", headers=header).status_code == 302
    assert reader.post(f"/l/{link.code}").status_code == 405
    assert Click.objects.count() == 0


def test_programs_are_set_apart(link: Link) -> None:
    Client(headers={"user-agent": "Twitterbot/1.0"}).get(f"/l/{link.code}")
    assert Click.objects.get().bot == 1


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/desk/",
        "ftp://a.example/",
        "https://user:word@evil.example/",
        "https://bank.example@evil.example/",
        "https://a.example/\r\nset-cookie: x",
        "https://a.example/ x",
        "https://",
        "https://[::1",
        "https://a.example/" + "x" * 2000,
        "",
    ],
)
def test_only_addresses_of_web_pages_are_taken(
    brand: Brand, jing: User, now: datetime, target: str
) -> None:
    with pytest.raises(ValidationError):
        verbs.shorten(brand, target, by=jing, now=now)


def test_the_same_place_twice_is_one_link_and_another_label_another(
    brand: Brand, jing: User, now: datetime
) -> None:
    first = verbs.shorten(brand, TARGET, by=jing, now=now)
    assert verbs.shorten(brand, TARGET, by=jing, now=now) == first
    assert verbs.shorten(brand, TARGET, by=jing, now=now, label="海报") != first
    assert Event.objects.filter(verb="link.made").count() == 2


def test_a_link_switched_off_leads_nowhere_until_it_is_on_again(
    link: Link, jing: User, now: datetime, reader: Client
) -> None:
    verbs.retire(link, jing, now)
    assert reader.get(f"/l/{link.code}").status_code == 410
    verbs.retire(link, jing, now, back=True)
    assert reader.get(f"/l/{link.code}").status_code == 302


def test_links_are_made_on_the_posts_page_by_who_may_write(
    desk: Any, lin: User, zhou: User, outsider: User, out: Callable[..., Delivery]
) -> None:
    draft = out().draft
    path, given = f"/desk/numbers/{draft.pk}/links/", {"target": TARGET, "label": "文末"}
    assert desk(zhou).post(path, given).status_code == 403
    assert desk(outsider).post(path, given).status_code == 404
    assert desk(None).post(path, given).status_code == 302
    assert desk(lin).post(path, {"target": "javascript:1"}).status_code == 422
    assert Link.objects.count() == 0
    assert desk(lin).post(path, given).status_code == 302
    link = Link.objects.get()
    assert (link.draft, link.label) == (draft, "文末")
    assert desk(outsider).post(f"/desk/numbers/links/{link.pk}/retire/").status_code == 404
    desk(lin).post(f"/desk/numbers/links/{link.pk}/retire/")
    link.refresh_from_db()
    assert link.retired_at
