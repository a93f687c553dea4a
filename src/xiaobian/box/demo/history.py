"""How one text came to be out: written, submitted, approved, promised, sent, and verified."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from xiaobian.accounts.doors import open_door
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Door, Post, Sent
from xiaobian.box.demo.house import House
from xiaobian.box.demo.ledger import Ledger
from xiaobian.box.demo.plan import ZONE, Piece
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft, Placement, Version
from xiaobian.drafts.rendering import render
from xiaobian.people.models import User
from xiaobian.publishing.models import Attempt, Delivery, Rendition
from xiaobian.publishing.moment import WALL
from xiaobian.publishing.states import State
from xiaobian.review.models import Decision, Submission

_REASONS = (
    "第二段太长，拆成两句。结尾很好，留着。",
    "水温写错了，上一篇是八十五度，核对一下。",
    "“特别养生”四个字删掉，不写功效。",
    "配图和内容对不上，换一张秋天的。",
    "人名要和包装上一致，请再核一遍。",
)
_LOST = "the server closed the connection without an answer"


@dataclass(frozen=True)
class Out:
    """One post that is out."""

    piece: Piece
    delivery: Delivery


@dataclass(frozen=True)
class Steps:
    """When each thing happened, from the end backwards."""

    started: datetime
    returned: datetime | None
    submitted: datetime
    decided: datetime
    promised: datetime

    @classmethod
    def towards(cls, due: datetime, random: Random) -> Steps:
        def earlier(moment: datetime, low: float, high: float) -> datetime:
            return moment - timedelta(hours=random.uniform(low, high))

        promised = earlier(due, 2, 30)
        decided = earlier(promised, 0.2, 3)
        submitted = earlier(decided, 0.4, 6)
        returned = earlier(submitted, 1, 9) if random.random() < 0.12 else None
        return cls(earlier(returned or submitted, 3, 26), returned, submitted, decided, promised)


class Historian:
    """Writes pieces into the ledger; the site gets its posts through its own connector."""

    def __init__(self, house: House, ledger: Ledger) -> None:
        self.house, self.ledger, self.random = house, ledger, ledger.random
        self.stack = ExitStack()
        self.doors: dict[str, Door] = {
            kind: self.stack.enter_context(open_door(a)) for kind, a in house.accounts.items()
        }

    def publish(self, piece: Piece) -> list[Out]:
        """The whole story of one piece; what is out because of it."""
        steps = Steps.towards(piece.at, self.random)
        author = self.house.people[self.random.choices(("lin", "mei", "jing"), (7, 2, 1))[0]]
        content = self._content(piece)
        draft, version = self._write(piece, content, author, steps)
        self._review(draft, version, author, steps)
        return [
            Out(piece, self._deliver(piece, draft, version, self.house.accounts[kind], steps))
            for kind in piece.on
        ]

    def _content(self, piece: Piece) -> Content:
        asset = self.house.pictures.get(piece.text.picture)
        text = piece.text.markdown(asset.ref, asset.alt) if asset else piece.text.body
        return Content(piece.text.title, text, piece.text.tags, "zh-Hans")

    def _write(
        self, piece: Piece, content: Content, author: User, steps: Steps
    ) -> tuple[Draft, Version]:
        add = self.ledger.add
        shorter = replace(content, text=content.text.rpartition("\n\n")[0] or content.text)
        draft = add(
            Draft,
            steps.started,
            brand=self.house.brand,
            **content.to_json(),
            revision=2,
            content_hash=content.hash,
            owner=author,
            edited_by=author,
            edited_at=steps.submitted,
        )
        self.ledger.tell("draft.started", steps.started, author, draft)
        states = [(shorter, steps.started), (content, steps.submitted)]
        versions = [
            add(
                Version,
                moment,
                draft=draft,
                number=number,
                title=said.title,
                text=said.text,
                tags=list(said.tags),
                language=said.language,
                content_hash=said.hash,
                by=author,
                at=moment,
            )
            for number, (said, moment) in enumerate(states[shorter.hash == content.hash :], 1)
        ]
        for kind in piece.on:
            account = self.house.accounts[kind]
            self.ledger.put(Draft.targets.through(draft=draft, account=account))
        if asset := self.house.pictures.get(piece.text.picture):
            self.ledger.put(Placement(draft=draft, asset=asset))
        if steps.returned and len(versions) > 1:
            self._returned(draft, versions[0], author, steps.returned, steps.submitted)
        return draft, versions[-1]

    def _returned(
        self, draft: Draft, version: Version, author: User, at: datetime, again: datetime
    ) -> None:
        zhou, asked = self.house.people["zhou"], at - timedelta(minutes=40)
        self._submit(draft, version, author, asked, at)
        reason = self.random.choice(_REASONS)
        said = {"draft": draft, "version": version, "user": zhou, "reviewer": zhou.name, "at": at}
        self.ledger.add(Decision, at, **said, verdict="return", reason=reason, overtaken_at=again)
        self.ledger.tell("draft.returned", at, zhou, draft, version=version.number, reason=reason)

    def _review(self, draft: Draft, version: Version, author: User, steps: Steps) -> None:
        zhou = self.house.people["zhou"]
        self._submit(draft, version, author, steps.submitted, steps.decided)
        said = {"draft": draft, "version": version, "user": zhou, "reviewer": zhou.name}
        self.ledger.add(Decision, steps.decided, **said, verdict="approve", at=steps.decided)
        data = {"version": version.number, "reason": ""}
        self.ledger.tell("draft.approved", steps.decided, zhou, draft, **data)

    def _submit(
        self, draft: Draft, version: Version, author: User, at: datetime, closed: datetime
    ) -> None:
        asked = {"draft": draft, "version": version, "by": author, "at": at}
        self.ledger.add(Submission, at, **asked, closed_at=closed, closed_as="answered")
        self.ledger.tell("draft.submitted", at, author, draft, version=version.number, note="")

    def _deliver(
        self, piece: Piece, draft: Draft, version: Version, account: Account, steps: Steps
    ) -> Delivery:
        value = render(version.content, account.pk, account.manifest)
        rendition = self.ledger.add(
            Rendition, steps.promised, version=version, account=account, body=value.to_json()
        )
        delivery = self.ledger.add(
            Delivery,
            steps.promised,
            brand=self.house.brand,
            draft=draft,
            account=account,
            rendition=rendition,
            by=self.house.people["jing"],
            state=State.SENT,
            due_at=piece.at,
            wall=piece.at.astimezone(ZoneInfo(ZONE)).strftime(WALL),
            zone=ZONE,
        )
        due = {"due_at": piece.at.isoformat()}
        self.ledger.tell("delivery.scheduled", steps.promised, delivery.by, delivery, **due)
        claimed = piece.at + timedelta(milliseconds=self.random.randrange(4, 60))
        door, seed = self.doors[account.kind], delivery.pk.bytes
        delivery.identity = account.connector.identify(door, claimed, seed)  # type: ignore[attr-defined]
        delivery.identified_at = claimed
        self._send(delivery, claimed)
        self._address(delivery, Post(delivery.identity, value, claimed))
        return delivery

    def _send(self, delivery: Delivery, at: datetime) -> None:
        """One call as a rule; now and then an answer was lost and the platform was asked."""
        on_bluesky = delivery.account.kind == "bluesky"
        ended = at + timedelta(milliseconds=self.random.randrange(180, 1900) if on_bluesky else 14)
        if on_bluesky and self.random.random() < 0.05:
            lost = at + timedelta(seconds=self.random.uniform(8, 30))
            self._attempt(delivery, 1, "publish", at=at, ended=lost, outcome="unknown", why=_LOST)
            self.ledger.tell("delivery.unknown", lost, None, delivery, why=_LOST)
            asked = lost + timedelta(seconds=5)
            ended = asked + timedelta(milliseconds=420)
            self._attempt(delivery, 2, "find", at=asked, ended=ended, outcome="sent")
            delivery.verified_at = ended
        else:
            self._attempt(delivery, 1, "publish", at=at, ended=ended, outcome="sent")
            delivery.verified_at = ended + timedelta(seconds=self.random.uniform(20, 75))
        delivery.sent_at = ended
        self.ledger.tell("delivery.sent", ended, None, delivery, why="")

    def _attempt(
        self,
        delivery: Delivery,
        number: int,
        act: str,
        *,
        at: datetime,
        ended: datetime,
        outcome: str,
        why: str = "",
    ) -> None:
        said: dict[str, Any] = {"number": number, "act": act, "outcome": outcome, "why": why}
        times = {"started_at": at, "ended_at": ended, "identity": delivery.identity}
        self.ledger.add(Attempt, at, delivery=delivery, **said, **times)

    def _address(self, delivery: Delivery, post: Post) -> None:
        """Where the platform has it."""
        account = delivery.account
        if account.kind == "site":
            sent = account.connector.publish(self.doors["site"], post)  # type: ignore[attr-defined]
            assert isinstance(sent, Sent), sent
            delivery.remote_id, delivery.url, delivery.sent_at = sent.remote_id, sent.url, sent.at
            return
        did, key = account.remote_id, delivery.identity
        delivery.remote_id = f"at://{did}/app.bsky.feed.post/{key}"
        delivery.url = f"{account.config['web']}/profile/{did}/post/{key}"
