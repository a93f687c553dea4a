"""The site at the desk: settings, the domain, and the queue of comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from xiaobian.kernel.models import Event
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, User
from xiaobian.site import domains
from xiaobian.site.middleware import proof_of
from xiaobian.site.models import Comment, Post, Site

FORM = {
    "title": "山野",
    "tagline": "慢慢喝",
    "about": "**我们**",
    "language": "",
    "comments": "off",
}


@pytest.fixture
def comment(publish: Callable[..., Post], now: datetime) -> Callable[..., Comment]:
    post = publish("秋茶上山")

    def make(body: str = "好", **given: Any) -> Comment:
        values = {"name": "小雨", "visitor": 1, "held": True, "written_at": now}
        return Comment.objects.create(post=post, body=body, **(values | given))

    return make


def test_settings_are_kept_shown_and_written_down(
    desk: Any, jing: User, brand: Brand, reader: Client
) -> None:
    before = reader.get("/s/shanye/")["ETag"]
    assert desk(jing).post("/desk/site/", FORM | {"domain": ""}).status_code == 302
    page = reader.get("/s/shanye/", headers={"if-none-match": before})
    assert page.status_code == 200 and "慢慢喝" in page.content.decode()
    assert "<strong>我们</strong>" in reader.get("/s/shanye/about/").content.decode()
    event = Event.objects.get(verb="site.changed")
    assert event.actor == "阿静" and "title" in event.data["fields"]


@pytest.mark.parametrize(
    "domain", ["localhost", "1.2.3.4", "a b.c", "-a.example", "a..b", "x" * 300]
)
def test_a_domain_that_is_none_is_refused(desk: Any, jing: User, domain: str) -> None:
    assert desk(jing).post("/desk/site/", FORM | {"domain": domain}).status_code == 422


def test_what_people_paste_becomes_a_domain_and_nobody_elses(
    desk: Any, jing: User, outsider: User, brand: Brand, now: datetime
) -> None:
    desk(jing).post("/desk/site/", FORM | {"domain": "https://Tea.例子.cn/x"})
    assert Site.objects.get(brand=brand).domain == "tea.xn--fsqu00a.cn"
    other = Site.of(outsider.memberships.get().brand, now)
    form = desk(jing).post("/desk/site/", FORM | {"domain": "other.example.com"})
    assert form.status_code == 302
    Site.objects.filter(pk=other.pk).update(domain="taken.example.com")
    assert desk(jing).post("/desk/site/", FORM | {"domain": "Taken.example.com"}).status_code == 422


def test_a_domain_serves_only_after_it_proved_where_it_leads(
    publish: Callable[..., Post],
    jing: User,
    brand: Brand,
    now: datetime,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    post = publish("秋茶上山")
    site = Site.of(brand, now)
    Site.objects.filter(pk=site.pk).update(domain="tea.example.com")
    site.refresh_from_db()
    host = {"host": "tea.example.com"}
    assert Client().get("/", headers=host)["Location"] == "https://desk.example.com/"
    assert Client().get(f"/{post.slug}/", headers=host).status_code == 404
    said = Client().get("/.well-known/xiaobian", headers=host).content.decode().strip()
    assert said == proof_of("tea.example.com") != proof_of("other.example.com")

    monkeypatch.setattr(domains, "_ask", lambda domain: domains.ELSEWHERE)
    assert not domains.check_domain(site, jing, now)
    assert Client().get("/", headers=host).status_code == 302
    monkeypatch.setattr(domains, "_ask", lambda domain: "")
    assert domains.check_domain(site, jing, now)
    page = Client().get(f"/{post.slug}/", headers=host)
    assert page.status_code == 200 and not page.cookies
    canonical = f'rel="canonical" href="https://tea.example.com/{post.slug}/"'
    assert canonical in page.content.decode()
    for path in ("/", "/feed.xml", "/sitemap.xml", "/robots.txt", "/theme.css", "/about/"):
        assert Client().get(path, headers=host).status_code == 200, path
    for desk_path in ("/desk/", "/account/login/", "/b/shanye/desk/"):
        assert Client().get(desk_path, headers=host).status_code in (301, 404), desk_path
    # A later failing check is told, and does not take the site away.
    monkeypatch.setattr(domains, "_ask", lambda domain: domains.SILENT)
    domains.check_domain(site, jing, now)
    assert Client().get("/", headers=host).status_code == 200


def test_strange_hosts_find_nothing(brand: Brand, settings: Any) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    for host in ("evil.example", "desk.example.com.evil.example", "203.0.113.5"):
        answer = Client().get("/account/login/", headers={"host": host})
        assert answer.status_code == 404 and not answer.cookies
    assert Client().get("/s/shanye/", headers={"host": "desk.example.com"}).status_code == 200
    assert Client().get("/s/shanye/", headers={"host": "bad host"}).status_code == 400


def test_comments_are_approved_and_hidden_and_it_can_be_undone(
    desk: Any, jing: User, comment: Callable[..., Comment], reader: Client
) -> None:
    one, two, three = comment("一"), comment("二"), comment("三")
    client, path = desk(jing), "/desk/site/comments/decide/"
    client.post(path, {"tab": "waiting", "ids": [one.pk, two.pk], "verdict": "approved"})
    client.post(path, {"tab": "waiting", "hide": three.pk})
    page = reader.get(f"/s/shanye/{one.post.slug}/").content.decode()
    assert "一" in page and "二" in page and "三</p>" not in page
    three.refresh_from_db()
    assert (three.verdict, three.decided_by) == ("hidden", jing)
    shown = client.get("/desk/site/comments/?tab=hidden")
    undo = f"/desk/site/comments/decide/?verdict=&ids={three.pk}"
    assert "三" in shown.content.decode()
    client.post(undo)
    three.refresh_from_db()
    assert (three.verdict, three.decided_by) == ("", None)
    verbs = set(Event.objects.filter(subject_id=three.pk).values_list("verb", flat=True))
    assert verbs == {"comment.hidden", "comment.undecided"}


def test_who_may_do_what(
    desk: Any, join: Callable[..., User], outsider: User, comment: Callable[..., Comment]
) -> None:
    waiting = comment()
    moderates = {Role.OWNER, Role.LEAD, Role.SERVICE}
    shapes = {Role.OWNER, Role.LEAD, Role.DESIGNER}
    decide = {"tab": "waiting", "approve": waiting.pk}
    for role in Role:
        client = desk(join(role.value, role))
        got = client.get("/desk/site/comments/").status_code
        assert got == (200 if role in moderates else 403), role
        assert client.get("/desk/site/").status_code == (200 if role in shapes else 403), role
        if role not in moderates:
            assert client.post("/desk/site/comments/decide/", decide).status_code == 403
        if role not in shapes:
            assert client.post("/desk/site/", FORM).status_code == 403
            assert client.post("/desk/site/domain/check/").status_code == 403
    for path in ("/desk/site/", "/desk/site/comments/"):
        assert desk(outsider).get(path).status_code == 404
        assert desk(None).get(path).status_code == 302
    assert Comment.objects.get(pk=waiting.pk).verdict == ""


def test_another_brands_comment_can_not_be_decided(
    desk: Any, outsider: User, comment: Callable[..., Comment]
) -> None:
    waiting = comment()
    theirs = Client()
    theirs.force_login(outsider, backend="allauth.account.auth_backends.AuthenticationBackend")
    theirs.post("/b/other/desk/site/comments/decide/", {"tab": "waiting", "approve": waiting.pk})
    assert Comment.objects.get(pk=waiting.pk).verdict == ""


def test_a_long_queue_asks_little(
    desk: Any, jing: User, comment: Callable[..., Comment], django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        comment(f"第{n}条")
    client = desk(jing)
    with django_assert_max_num_queries(18):
        page = client.get("/desk/site/comments/").content.decode()
    assert page.count("data-approve") == 50
