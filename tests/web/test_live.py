"""Open pages hear what changes at their brand, and only there."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection
from django.test import Client

from xiaobian.kernel.events import tell
from xiaobian.people.models import Member
from xiaobian.web import live
from xiaobian.web.news import Hub, News

pytestmark = pytest.mark.django_db(transaction=True)


def listening(user: Any, brand: Any, since: float | None = None) -> ApplicationCommunicator:
    """A page of `user` at the brand's desk, rendered at `since` (default: now)."""
    headers = []
    if user is not None:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={value}".encode())]
    query = f"brand={brand.slug}&since={time.time() if since is None else since}".encode()
    scope = {"type": "http", "method": "GET", "headers": headers, "query_string": query}
    return ApplicationCommunicator(live.application, scope)


async def status(page: ApplicationCommunicator) -> int:
    await page.send_input({"type": "http.request", "body": b""})
    return (await page.receive_output(5))["status"]


async def heard(page: ApplicationCommunicator) -> tuple[str, dict[str, str]]:
    """The next event the page hears."""
    while True:
        body = (await page.receive_output(8))["body"].decode()
        if "event: " in body:
            name = body.split("event: ")[1].split("\n")[0]
            return name, json.loads(body.split("data: ")[1])


async def leave(page: ApplicationCommunicator) -> None:
    await page.send_input({"type": "http.disconnect"})
    await page.wait(5)


def settled(page: ApplicationCommunicator) -> Any:
    return asyncio.wait_for(live.hub.heard(), 5)


def test_a_member_hears_what_changed(brand, lin):
    async def scene() -> None:
        page = listening_now
        assert await status(page) == 200
        await page.receive_output(5)
        await settled(page)
        await live.ask(tell, brand.pk, "delivery", lin.pk)
        assert await heard(page) == ("news", {"topic": "delivery", "id": str(lin.pk)})
        await leave(page)

    listening_now = listening(lin, brand)
    asyncio.run(scene())
    assert not live.hub.seats
    assert live.hub.listener is None


def test_other_brands_news_stays_with_them(brand, lin, outsider):
    other = outsider.memberships.get().brand
    page = listening(lin, brand)

    async def scene() -> None:
        assert await status(page) == 200
        await page.receive_output(5)
        await settled(page)
        await live.ask(tell, other.pk, "delivery", None)
        await live.ask(tell, brand.pk, "draft", None)
        assert await heard(page) == ("news", {"topic": "draft", "id": ""})
        await leave(page)

    asyncio.run(scene())


@pytest.mark.parametrize("who", ["outsider", "visitor"])
def test_nobody_else_may_listen(brand, outsider, who):
    page = listening(outsider if who == "outsider" else None, brand)

    async def scene() -> None:
        assert await status(page) == 403
        await page.wait(5)

    asyncio.run(scene())


def test_a_page_that_was_rendered_before_something_happened_asks_again(brand, lin, now):
    from xiaobian.kernel.events import record

    record("draft.written", brand_id=brand.pk, by=lin, at=now)
    page = listening(lin, brand, since=now.timestamp())

    async def scene() -> None:
        assert await status(page) == 200
        assert await heard(page) == ("resync", {})
        await leave(page)

    asyncio.run(scene())


def test_a_lost_database_is_heard_again(brand, lin):
    page = listening(lin, brand)

    def cut() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'xiaobian news' AND datname = current_database()"
            )
            return cursor.fetchone()[0]

    async def scene() -> None:
        assert await status(page) == 200
        await page.receive_output(5)
        await settled(page)
        assert await live.ask(cut) == 1
        assert await heard(page) == ("resync", {})
        await live.ask(tell, brand.pk, "delivery", None)
        assert (await heard(page))[0] == "news"
        await leave(page)

    asyncio.run(scene())


def test_who_leaves_the_brand_stops_hearing(brand, lin, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    monkeypatch.setattr(live, "CHECK_EVERY", 0.0)
    page = listening(lin, brand)

    async def scene() -> None:
        assert await status(page) == 200
        await page.receive_output(5)
        await live.ask(Member.objects.filter(user=lin).delete)
        ended = False
        while not ended:
            ended = not (await page.receive_output(5)).get("more_body")
        await page.wait(5)

    asyncio.run(scene())


def test_a_page_too_far_behind_asks_for_everything_once():
    async def scene() -> None:
        hub = Hub()
        hub.listener = asyncio.get_running_loop().create_future()  # hears nothing
        with hub.seat("b") as seat:
            for number in range(300):
                hub.spread(f"b:delivery:{number}")
            heard = [await seat.get() for _ in range(seat.queue.qsize())]
        assert heard[0] is None
        assert heard[-1] == News("delivery", "299")
        assert len(heard) < 200

    asyncio.run(scene())
