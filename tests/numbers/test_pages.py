"""The numbers pages: every figure with its meaning, for those who may see it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.numbers.test_polling import Square
from xiaobian.drafts.models import Draft
from xiaobian.numbers import registry, summary
from xiaobian.numbers.models import ReadingDay, Snapshot
from xiaobian.people.access import Role
from xiaobian.people.models import User
from xiaobian.publishing.models import Delivery
from xiaobian.site.models import Post

Out = Callable[..., Delivery]


def note(delivery: Delivery, metric: str, value: float, at: datetime) -> None:
    Snapshot.objects.create(pk=(delivery.pk, metric, at), value=value, source="platform")


@pytest.fixture
def read(out: Out, now: datetime) -> Delivery:
    """A post on the own site that people, a crawler and the team opened."""
    delivery = out("site")
    Post.objects.create(
        pk=UUID(delivery.remote_id),
        brand=delivery.brand,
        account=delivery.account,
        identity="a",
        slug="a",
        title="秋茶上山",
        published_at=now,
        updated_at=now,
    )
    ReadingDay.objects.create(
        brand_id=delivery.brand_id,
        post_id=delivery.remote_id,
        day=now.date(),
        views=1234,
        visitors=987,
        engaged_ms=5,
        stayed=1,
        scrolled=1,
        spread=[0] * 7 + [1234] + [0] * 12,
        bots=56,
        team=3,
    )
    return delivery


def test_the_own_sites_figures_are_there_at_once(desk: Any, jing: User, read: Delivery) -> None:
    page = desk(jing).get(f"/desk/numbers/{read.draft_id}/").content.decode()
    assert "1,234" in page and "987" in page and "56" in page
    listed = desk(jing).get("/desk/numbers/").content.decode()
    assert "秋茶上山" in listed and "987" in listed


def test_a_figure_that_fell_says_so(out: Out, now: datetime, db: None) -> None:
    delivery = out("bluesky")
    note(delivery, "likes", 40, now)
    note(delivery, "likes", 31, now + timedelta(hours=1))
    note(delivery, "secret_sauce", 1, now)  # nobody defined it: kept, not shown
    figures = summary.for_deliveries([delivery.pk])[delivery.pk].figures
    assert [(f.metric.name, f.value, f.fell) for f in figures] == [("likes", 31, True)]


def test_all_deliveries_of_a_post_stand_side_by_side(
    desk: Any, jing: User, out: Out, read: Delivery, now: datetime
) -> None:
    other = out("bluesky", draft=read.draft)
    for hour in range(5):
        note(other, "likes", hour * 10, now + timedelta(hours=hour))
    page = desk(jing).get(f"/desk/numbers/{read.draft_id}/").content.decode()
    assert page.count('<section class="sheet"') == 2
    assert "<polyline" in page and "style=" not in page.split("<main")[1]


def test_who_may_read_numbers(
    desk: Any, join: Callable[..., User], outsider: User, read: Delivery
) -> None:
    paths = ("/desk/numbers/", "/desk/numbers/export.csv", f"/desk/numbers/{read.draft_id}/")
    may = {Role.OWNER, Role.LEAD, Role.WRITER, Role.ANALYST}
    for role in Role:
        person = join(role.value, role, f"{role}@more.example.com")
        for path in paths:
            assert desk(person).get(path).status_code == (200 if role in may else 403), (role, path)
    for path in paths:
        assert desk(outsider).get(path).status_code == 404
        assert desk(None).get(path).status_code == 302


def test_another_brands_post_is_not_found(desk: Any, jing: User, outsider: User, now: Any) -> None:
    theirs = Draft.start(outsider.memberships.get().brand, outsider, now, title="别家的")
    assert desk(jing).get(f"/desk/numbers/{theirs.pk}/").status_code == 404


def test_the_list_pages_back_without_gaps_and_asks_little(
    desk: Any,
    jing: User,
    out: Out,
    now: datetime,
    django_assert_max_num_queries: Any,
    monkeypatch: Any,
) -> None:
    square = Square()
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: square)
    monkeypatch.setattr("xiaobian.kernel.clock.now", lambda: now)
    for n in range(60):
        delivery = out("bluesky", title=f"第{n:02}篇", sent_at=now - timedelta(minutes=n // 3))
        note(delivery, "likes", n, now)
    client, path, seen = desk(jing), "/desk/numbers/?period=7", []
    while path and len(seen) < 100:
        with django_assert_max_num_queries(22):
            page = client.get(path).content.decode()
        seen += [p.split("</a>")[0].split(">")[-1] for p in page.split('class="row-title"')[1:]]
        older = re.search(r'href="(\?period=7&amp;before=[^"]+)" rel="next"', page)
        path = "/desk/numbers/" + older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == 60 and set(seen) == {f"第{n:02}篇" for n in range(60)}
    assert client.get("/desk/numbers/?before=rubbish&period=rubbish").status_code == 200


def test_the_table_carries_definitions_and_no_formulas(
    desk: Any, jing: User, out: Out, read: Delivery, now: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr("xiaobian.kernel.clock.now", lambda: now)
    evil = out("bluesky", title='=HYPERLINK("http://evil.example")')
    note(evil, "likes", 7, now)
    answer = desk(jing).get("/desk/numbers/export.csv?period=all")
    text = answer.content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert {r["metric"] for r in table} >= {"readers", "views", "engaged", "likes"}
    likes = next(r for r in table if r["metric"] == "likes")
    assert likes["value"] == "7" and likes["post"].startswith("'=")
    assert likes["window"] == "cumulative" and likes["unit"] == "people"


def test_only_like_figures_may_be_put_side_by_side() -> None:
    likes, readers = registry.METRICS["bluesky", "likes"], registry.METRICS["site", "readers"]
    engaged, views = registry.METRICS["site", "engaged"], registry.METRICS["site", "views"]
    assert registry.comparable([likes, readers])
    assert not registry.comparable([readers, views])
    assert not registry.comparable([views, engaged])


def test_every_connectors_metrics_are_defined() -> None:
    from xiaobian.accounts.registry import connector, kinds

    for kind in kinds():
        for name in connector(kind).manifest.metrics:
            assert registry.metric(kind, name), (kind, name)
