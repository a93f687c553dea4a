"""A post that is read, and the signs its readers send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.numbers.collect import Collector
from xiaobian.numbers.models import Hit
from xiaobian.numbers.tokens import page_token
from xiaobian.people.models import Brand, User
from xiaobian.publishing.models import Delivery, Rendition

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def post_id() -> UUID:
    """Any post: counting does not need its row."""
    return uuid4()


@pytest.fixture
def sign(brand: Brand, post_id: UUID) -> Callable[..., Hit]:
    """Write one sign of a reader straight into the table."""

    def write(at: datetime, **given: Any) -> Hit:
        view, kind = given.pop("view", 1), given.pop("kind", 0)
        values = {"brand_id": brand.pk, "post_id": post_id, "visitor": 1, "engaged": 0}
        values |= {"scroll": 0, "bot": 0, "source": ""}
        return Hit.objects.create(pk=(view, kind, at), **(values | given))

    return write


class Told:
    """A browser that reports to a collector, without a server between them."""

    def __init__(self, brand_id: UUID, post_id: UUID) -> None:
        self.page = page_token(brand_id, post_id)

    def body(self, **more: Any) -> bytes:
        return json.dumps({"p": self.page, "v": "00" * 8} | more).encode()

    def say(self, *bodies: bytes | dict[str, Any], durable: bool = True, **scope: Any) -> list[int]:
        """Send each body (or a scope's change with a body) at once; the answers' statuses."""

        async def all_of_them() -> list[int]:
            collector = Collector(durable=durable)
            try:
                return await asyncio.gather(*(self.one(collector, b, scope) for b in bodies))
            finally:
                await collector.close()

        return asyncio.run(all_of_them())

    async def one(self, collector: Collector, body: Any, scope: dict[str, Any]) -> int:
        given = dict(scope)
        headers = {"host": "desk.test", "user-agent": AGENT} | given.pop("headers", {})
        sent: list[dict[str, Any]] = []
        chunks = [body[i : i + 700] for i in range(0, len(body), 700)] or [b""]

        async def receive() -> dict[str, Any]:
            chunk = chunks.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        raw = [(k.encode(), v.encode("latin-1")) for k, v in headers.items()]
        base = {"type": "http", "method": "POST", "path": "/collect", "client": ("203.0.113.7", 5)}
        await collector(base | {"headers": raw} | given, receive, send)
        return sent[0]["status"]


@pytest.fixture
def told(brand: Brand, post_id: UUID) -> Told:
    """Somebody's browser on the post's page."""
    return Told(brand.pk, post_id)


@pytest.fixture
def nobody(post_id: UUID) -> Told:
    """The same where nothing may reach the database."""
    return Told(uuid4(), post_id)


@pytest.fixture
def out(brand: Brand, jing: User, now: datetime) -> Callable[..., Delivery]:
    """A delivery that is out, on an account of the kind that is asked for."""
    made: list[Delivery] = []

    def make(kind: str = "site", title: str = "秋茶上山", **given: Any) -> Delivery:
        draft = given.pop("draft", None) or Draft.start(brand, jing, now, title=title, text="茶")
        account, _ = Account.objects.get_or_create(
            brand=brand, kind=kind, defaults={"name": f"山野茶 {kind}"}
        )
        version = draft.versions.first()
        rendition, _ = Rendition.objects.get_or_create(version=version, account=account, body={})
        values = {
            "state": "sent",
            "sent_at": now,
            "remote_id": str(uuid4()),
            "url": "https://x.cn/",
        }
        identity = f"id-{len(made)}"
        delivery = Delivery.objects.create(
            brand=brand,
            draft=draft,
            account=account,
            rendition=rendition,
            by=jing,
            due_at=now,
            wall="2026-11-22T12:00",
            zone="Asia/Shanghai",
            identity=identity,
            **(values | given),
        )
        made.append(delivery)
        return delivery

    return make
