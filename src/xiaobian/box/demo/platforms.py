"""The fake platforms that run beside a demonstration desk, as one more part of it.

They keep nothing on disk: at every start they are told again, through the connector itself, what
the desk has published, so that links from the desk always lead to a post.
"""

from __future__ import annotations

import asyncio
import logging
import signal

import httpx
from django.conf import settings
from django.db.models import F
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Door, Sent
from xiaobian.box.demo.crowd import Crowd
from xiaobian.connectors.bluesky.fake import FakeBluesky
from xiaobian.connectors.fakes import FakeTransport, asgi
from xiaobian.kernel import clock
from xiaobian.kernel.outside import Place
from xiaobian.media.verbs import NotReady
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.render import post_of
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)


def empty() -> FakeBluesky:
    """A fake with a public that answers, on which nothing was posted yet."""
    fake = FakeBluesky(open_door=True)
    fake.likes = Crowd(clock.now)
    return fake


def remembering() -> FakeBluesky:
    """A fake on which stands what the desk has published."""
    fake = empty()
    for account in Account.objects.connected().filter(kind="bluesky"):
        introduce(fake, account.handle, str(account.secrets.get("password", "")), account.name)
        count = tell(fake, account)
        log.info("%s: %d posts", account.handle, count)
    return fake


def introduce(fake: FakeBluesky, handle: str, password: str, name: str) -> None:
    """Let the fake know somebody from before, by the name that pages show."""
    person = fake.add(handle, password)
    profile = {"$type": "app.bsky.actor.profile", "displayName": name}
    person.records["app.bsky.actor.profile", "self"] = {"cid": "bafyprofile", "value": profile}


def tell(fake: FakeBluesky, account: Account) -> int:
    """Post again, with the same keys, what is out on the account; returns how many posts."""
    sent = Delivery.objects.filter(account=account, state=State.SENT).exclude(identified_at=None)
    told = 0
    with httpx.Client(transport=FakeTransport(fake)) as client:
        secrets = {k: v for k, v in account.secrets.items() if k not in ("access", "refresh")}
        door = Door(client, account.config, secrets, secrets.update, settings.PUBLIC_URL)
        for delivery in sent.select_related("account", "rendition").order_by(F("sent_at")):
            delivery.staged = {}  # uploads of an earlier fake
            try:
                answer = account.connector.publish(door, post_of(delivery))  # type: ignore[attr-defined]
            except NotReady as error:
                log.warning("%s: %s", delivery.pk, error)
                continue
            told += isinstance(answer, Sent)
    return told


def serve(place: str) -> None:
    """Listen at `host:port` until told to end."""
    asyncio.run(_serve(Place.parse(place)))


async def _serve(place: Place) -> None:
    fake = await asyncio.to_thread(remembering)
    server = Server(
        asgi(fake),
        address=place.host,
        port=place.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
