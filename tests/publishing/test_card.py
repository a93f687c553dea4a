"""The card of a link is asked once, kept for every further attempt, and never holds a post up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.publishing.paper import Paper, Watch
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.people.models import Brand, User
from xiaobian.publishing import engine, verbs
from xiaobian.publishing.card import read_head
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import right_now
from xiaobian.publishing.states import State

PAGE = """<html><head><title>own title</title>
<meta property="og:title" content="煮茶的&#39;七个&#39;细节"><meta name="description" content="七分是等">
</head><body><meta property="og:title" content="not this"><title>nor this</title></body></html>"""


class Page(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        Page.asked += 1
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def page() -> Iterator[str]:
    """The address of a page on this machine."""
    Page.asked = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def account(brand: Brand, paper: Paper, monkeypatch: pytest.MonkeyPatch) -> Account:
    """A paper that takes short posts, as platforms with cards do."""
    connector = paper.connector()
    connector.manifest = replace(connector.manifest, layout="thread")
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: connector)
    return Account.objects.create(brand=brand, kind="paper", name="墙报", health="ok")


def promised(brand: Brand, account: Account, jing: User, watch: Watch, text: str) -> Delivery:
    draft = Draft.start(brand, jing, watch(), text=text)
    return verbs.promise(draft, account, right_now("Asia/Shanghai", watch()), jing, watch())


def test_a_link_is_sent_with_what_its_page_says_asked_once_for_all_attempts(
    brand: Brand, account: Account, jing: User, watch: Watch, paper: Paper, page: str, settings
) -> None:
    settings.OUTSIDE_ALLOW_PRIVATE = (page,)
    delivery = promised(brand, account, jing, watch, f"看看这个 http://{page}/tea")
    paper.mishaps = ["reset_before"]
    engine.keep(delivery.pk, watch)
    watch.wind(seconds=6)
    engine.ask(delivery.pk, watch)
    assert engine.keep(delivery.pk, watch) is State.SENT
    [post] = paper.wall.values()
    assert post.card["title"] == "煮茶的'七个'细节"
    assert post.card["description"] == "七分是等"
    assert Page.asked == 1


def test_a_page_that_may_not_be_asked_gives_its_host_and_the_post_goes_out(
    brand: Brand, account: Account, jing: User, watch: Watch, paper: Paper, page: str
) -> None:
    delivery = promised(brand, account, jing, watch, f"看看这个 http://{page}/tea")
    assert engine.keep(delivery.pk, watch) is State.SENT
    [post] = paper.wall.values()
    assert post.card["title"] == "127.0.0.1"
    assert Page.asked == 0


@pytest.mark.parametrize("html", ["", "<", "<title>", "<meta content>", "\0" * 1000, "<p" * 10_000])
def test_no_page_is_too_broken_to_read(html: str) -> None:
    assert set(read_head(html)) == {"title", "description"}
