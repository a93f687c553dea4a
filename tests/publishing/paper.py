"""A wall newspaper: the simplest working platform, which can be asked, fails on command, keeps count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from xiaobian.accounts.port import (
    Absent,
    Capability,
    Door,
    Finding,
    Later,
    Manifest,
    Outcome,
    Post,
    Refused,
    Sent,
    Unknown,
)


class Paper:
    """The platform: what hangs on the wall, and how the next calls go wrong."""

    def __init__(self) -> None:
        self.wall: dict[str, Post] = {}
        self.calls: list[str] = []
        self.hung = 0  # how often something was put up, repeats included
        self.mishaps: list[str] = []
        self.on_call: Callable[[], None] = lambda: None

    def connector(self, *, findable: bool = True, gap: float = 0) -> PaperConnector:
        kind = PaperConnector if findable else MutePaperConnector
        return kind(self, gap)


class MutePaperConnector:
    """Publishes and withdraws, but can't be asked."""

    def __init__(self, paper: Paper, gap: float = 0) -> None:
        self.paper = paper
        self.manifest = Manifest(
            kind="paper",
            name="Paper",
            mark="纸",
            colour="#555555",
            layout="blog",
            capabilities=frozenset({Capability.PUBLISH, Capability.WITHDRAW, Capability.EDIT}),
            gap_seconds=gap,
        )

    def identify(self, door: Door, at: datetime, seed: bytes) -> str:
        return f"{at:%Y%m%d}-{seed.hex()[-12:]}"

    def stage(self, door: Door, post: Post) -> dict[str, str]:
        self.paper.calls.append("stage")
        return {"paste": "mixed"}

    def publish(self, door: Door, post: Post) -> Outcome:
        self.paper.calls.append("publish")
        self.paper.on_call()
        mishap = self.paper.mishaps.pop(0) if self.paper.mishaps else ""
        match mishap:
            case "reset_before":
                return Unknown("connection reset")
            case "lost_answer":
                self._hang(post)
                return Unknown("no answer")
            case "wait":
                return Later(90, "too many posts")
            case "refuse":
                return Refused("not this text")
            case "revoked":
                return Refused("token revoked", reconnect=True)
            case "bug":
                self._hang(post)
                raise RuntimeError("a bug in the connector")
        self._hang(post)
        return self._sent(post)

    def withdraw(self, door: Door, post: Post, sent: Sent) -> Outcome:
        self.paper.calls.append("withdraw")
        self.paper.wall.pop(post.identity, None)
        return sent

    def edit(self, door: Door, post: Post, sent: Sent) -> Outcome:
        self.paper.calls.append("edit")
        self.paper.wall[post.identity] = post
        return sent

    def _hang(self, post: Post) -> None:
        self.paper.hung += post.identity not in self.paper.wall
        self.paper.wall[post.identity] = post

    def _sent(self, post: Post) -> Sent:
        return Sent(post.identity, f"https://paper.example/{post.identity}")


class PaperConnector(MutePaperConnector):
    """The same, and it can be asked."""

    def find(self, door: Door, post: Post) -> Finding:
        self.paper.calls.append("find")
        mishap = self.paper.mishaps.pop(0) if self.paper.mishaps else ""
        if mishap == "silent":
            return Unknown("no answer")
        return self._sent(post) if post.identity in self.paper.wall else Absent()


class Watch:
    """A clock that tests wind by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.at

    def wind(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at
