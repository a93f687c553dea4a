"""Likes and comments of people without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.site.conftest import AGENT
from xiaobian.site.acts import form_token
from xiaobian.site.models import Comment, Favourite, Post, Site

KEY = "0123456789abcdef" * 2


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[..., datetime]:
    """The clock of the house; winding it moves it on."""
    moment = [now]
    monkeypatch.setattr("xiaobian.kernel.clock.now", lambda: moment[0])

    def wind(**by: float) -> datetime:
        moment[0] += timedelta(**by)
        return moment[0]

    return wind


@pytest.fixture
def post(publish: Callable[..., Post], watch: Any) -> Post:
    return publish("秋茶上山")


@pytest.fixture
def write(post: Post, watch: Any, reader: Client) -> Callable[..., Any]:
    """Open the page, take some time, send a comment."""

    def send(body: str = "好茶。", client: Client = reader, wait: float = 30, **more: Any) -> Any:
        token = form_token(post, watch())
        watch(seconds=wait)
        given = {"token": token, "name": "小雨", "body": body} | more
        return client.post(f"/s/shanye/{post.slug}/comments/", given)

    return send


def like(client: Client, post: Post, at: datetime, **more: str) -> Any:
    given = {"token": form_token(post, at), "on": "1", "key": KEY} | more
    path = f"/s/shanye/{post.slug}/favourite/"
    return client.post(path, given, headers={"accept": "application/json"})


def test_a_reader_likes_once_however_often_and_can_take_it_back(
    reader: Client, post: Post, watch: Any
) -> None:
    for _ in range(3):
        assert like(reader, post, watch()).json() == {"count": 1, "on": True}
    assert like(reader, post, watch(), key="f" * 32).json()["count"] == 2
    assert like(reader, post, watch(), on="0").json() == {"count": 1, "on": False}
    assert KEY not in str(list(Favourite.objects.values_list("reader", flat=True)))


def test_liking_works_without_a_script_and_without_cookies(
    reader: Client, post: Post, watch: Any
) -> None:
    path = f"/s/shanye/{post.slug}/favourite/"
    answer = reader.post(path, {"token": form_token(post, watch()), "on": "1", "key": ""})
    assert answer.status_code == 302 and not answer.cookies
    page = reader.get(answer["Location"].split("#")[0]).content.decode()
    assert 'aria-pressed="true"' in page
    assert Favourite.objects.count() == 1


def test_one_visitor_can_not_like_without_end(reader: Client, post: Post, watch: Any) -> None:
    answers = [like(reader, post, watch(), key=f"{n:032x}").status_code for n in range(35)]
    assert answers == [200] * 30 + [429] * 5
    watch(seconds=10)
    assert like(reader, post, watch(), key="e" * 32).status_code == 200


def test_a_comment_waits_until_it_was_read_here(
    write: Callable[..., Any], reader: Client, post: Post
) -> None:
    assert write("水温要多少？").status_code == 302
    comment = Comment.objects.get()
    assert comment.held and comment.verdict == ""
    assert "水温要多少" not in reader.get(f"/s/shanye/{post.slug}/").content.decode()


def test_an_open_site_shows_comments_at_once_as_plain_text(
    write: Callable[..., Any], reader: Client, post: Post
) -> None:
    Site.objects.update(comments="open")
    write("<b>粗</b> https://spam.example/ <script>alert(1)</script>\r\n\r\n\r\n\r\n末\u202e行\x00")
    page = reader.get(f"/s/shanye/{post.slug}/").content.decode()
    assert "&lt;b&gt;粗&lt;/b&gt; https://spam.example/" in page
    assert 'href="https://spam' not in page and "<script>alert" not in page
    assert Comment.objects.get().body.endswith("\n\n末行")


def test_the_page_says_that_a_comment_was_taken(
    write: Callable[..., Any], reader: Client, brand: Any
) -> None:
    answer = write()
    page = reader.get(answer["Location"].split("#")[0]).content.decode()
    assert 'role="status"' in page


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"wait": 1}, 400),
        ({"wait": 4 * 86400}, 400),
        ({"token": "forged"}, 400),
        ({"token": ""}, 400),
        ({"body": "  \n "}, 400),
        ({"body": "茶" * 2001}, 400),
        ({"name": ""}, 400),
        ({"name": "名" * 61}, 400),
        ({"client": Client(headers={"user-agent": "curl/8"})}, 400),
        ({"client": Client()}, 400),
    ],
)
def test_what_is_no_readers_comment_is_turned_away_with_a_reason(
    write: Callable[..., Any], given: dict[str, Any], status: int
) -> None:
    answer = write(**given)
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert Comment.objects.count() == 0


def test_a_machine_that_fills_every_field_believes_it_succeeded(write: Callable[..., Any]) -> None:
    assert write(website="https://spam.example").status_code == 302
    assert Comment.objects.count() == 0


def test_a_token_of_one_post_is_worth_nothing_at_another(
    publish: Callable[..., Post], write: Callable[..., Any], watch: Any
) -> None:
    other = publish("另一篇")
    assert write(token=form_token(other, watch(seconds=-60))).status_code == 400


def test_sending_twice_is_one_comment_and_too_many_must_wait(
    write: Callable[..., Any], watch: Any
) -> None:
    write("一", wait=5), write("一", wait=5)
    assert Comment.objects.count() == 1
    answers = [write(f"第{n}条", wait=4) for n in range(4)]
    assert [a.status_code for a in answers] == [302, 302, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 60
    other = Client(headers={"user-agent": AGENT}, REMOTE_ADDR="203.0.113.9")
    assert write("我也来", client=other).status_code == 302


def test_closed_comments_take_nothing(
    write: Callable[..., Any], reader: Client, post: Post
) -> None:
    Site.objects.update(comments="off")
    assert write().status_code == 400
    assert "<textarea" not in reader.get(f"/s/shanye/{post.slug}/").content.decode()


def test_acts_need_a_post_and_the_right_method(reader: Client, post: Post) -> None:
    assert reader.get(f"/s/shanye/{post.slug}/comments/").status_code == 405
    assert reader.post("/s/shanye/nothing-here/comments/").status_code == 404
    assert reader.post("/s/other/nothing/favourite/").status_code == 404
