"""The door for connectors: what a platform can do, and what it answers.

A connector is a small object without Django that implements the Protocols it can and carries a
Manifest that says so. It is found through the entry point group `xiaobian.connectors`. Failures are
values here: a connector raises only for its own bugs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import httpx

from xiaobian.typeset.rendition import Rendition


class Capability(StrEnum):
    """What the desk may do on an account, each backed by the Protocol of the same name."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    EDIT = "edit"
    FIND = "find"
    NUMBERS = "numbers"
    INBOX = "inbox"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Limit:
    """A rule of the platform as it was found, so that it can be doubted and renewed.

    `measure` names a measure of `xiaobian.typeset.measures` for texts, else a unit (`bytes`, `count`).
    """

    name: str  # "text", "images", "image_bytes", "alt", "title"
    maximum: int
    measure: str
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person types to connect an account."""

    name: str
    label: str
    secret: bool = False
    help: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the desk knows about a platform before it talks to it."""

    kind: str  # "bluesky": stable, also the entry point's name
    name: str  # "Bluesky": shown to people
    mark: str  # one or two characters for the platform tile
    colour: str  # "#1185fe"
    layout: str  # the typeset layout its renditions use: "blog", "thread"
    capabilities: frozenset[Capability]
    limits: tuple[Limit, ...] = ()
    image_types: tuple[str, ...] = ("image/jpeg", "image/png", "image/webp")
    fields: tuple[Field, ...] = ()
    builtin: bool = False  # made with the brand, never connected by hand
    threads: bool = False
    gap_seconds: float = 0.0  # the least time between two posts on one account
    metrics: tuple[str, ...] = ()  # names in numbers' registry, e.g. "likes"
    docs: str = ""  # page for users, a path below docs/

    def limit(self, name: str) -> Limit | None:
        """The limit called `name`, or None where the platform sets none."""
        return next((x for x in self.limits if x.name == name), None)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file made ready for one platform: already of a type and size that it takes."""

    ref: str  # the asset reference used in the rendition
    path: Path
    mime: str
    width: int = 0
    height: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One promise to keep: everything that decides what the platform stores, chosen beforehand.

    `identity` is what makes a second send harmless or findable (record key, idempotency key, slug);
    `created_at` is frozen with it. `uploads` are keyed by asset reference. `staged` is what `stage`
    returned earlier (remote handles of uploaded media), so that the moment itself is one call.
    """

    identity: str
    rendition: Rendition
    created_at: datetime
    uploads: Mapping[str, Upload] = field(default_factory=dict[str, Upload])
    staged: Mapping[str, Any] = field(default_factory=dict[str, Any])
    card: Mapping[str, str] = field(default_factory=dict[str, str])  # url, title, description, ref


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it."""

    remote_id: str
    url: str
    at: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Pending:
    """The platform took it and decides later; ask again with `find`."""

    remote_id: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Provably not taken, try again not before `after` seconds from now (rate limit, maintenance)."""

    after: float
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Provably not taken. `lasting`: the same post will be refused again until a person acts.

    `reconnect`: the account's right is gone; a person must connect it again.
    """

    why: str
    lasting: bool = True
    reconnect: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether the platform took it: answer lost, time-out, 5xx."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The answer of `find`: provably not there."""


Outcome = Sent | Pending | Later | Refused | Unknown
Finding = Sent | Pending | Absent | Later | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure a platform gave for one post at one moment."""

    remote_id: str
    metric: str  # a name in numbers' registry: "likes", "reposts", "replies"
    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """Who an account is, as the platform says."""

    remote_id: str
    handle: str
    name: str
    url: str
    avatar_url: str = ""


@dataclass(frozen=True)
class Door:
    """What a connector is given for one account: configuration, secrets and the guarded way out.

    `keep` stores changed secrets (refreshed tokens) at once, encrypted. `public_url` is the
    desk's own address.
    """

    http: httpx.Client
    config: Mapping[str, Any]
    secrets: Mapping[str, Any]
    keep: Callable[[dict[str, Any]], None]
    public_url: str = ""

    def __repr__(self) -> str:
        return f"Door({dict(self.config)!r})"


class Connector(Protocol):
    """The least a connector is."""

    manifest: Manifest


@runtime_checkable
class Connects(Protocol):
    """Turns what a person typed into a working account, and tells whether it still works."""

    def connect(self, door: Door, typed: Mapping[str, str]) -> Profile | Refused | Later | Unknown:
        """Sign in with what was typed, `keep` the tokens, say who the account is."""
        ...

    def check(self, door: Door) -> Profile | Refused | Later | Unknown:
        """Whether the stored rights still work, without changing anything."""
        ...


@runtime_checkable
class Publishes(Protocol):
    """Puts a post on the account."""

    def identify(self, door: Door, at: datetime, seed: bytes) -> str:
        """Choose the identity of a post that will be made at `at`; no network. Same seed, same identity."""
        ...

    def stage(self, door: Door, post: Post) -> Mapping[str, Any] | Refused | Later | Unknown:
        """Before the moment: upload what can be uploaded without anyone seeing it. Repeatable."""
        ...

    def publish(self, door: Door, post: Post) -> Outcome:
        """At the moment: one attempt."""
        ...


@runtime_checkable
class Finds(Protocol):
    """Can tell for certain whether a post is there."""

    def find(self, door: Door, post: Post) -> Finding:
        """Look the post up by its identity."""
        ...


@runtime_checkable
class Withdraws(Protocol):
    """Takes a published post back. A post that is already gone counts as withdrawn."""

    def withdraw(self, door: Door, post: Post, sent: Sent) -> Sent | Later | Refused | Unknown: ...


@runtime_checkable
class Edits(Protocol):
    """Changes a published post in place."""

    def edit(self, door: Door, post: Post, sent: Sent) -> Outcome: ...


@runtime_checkable
class ReadsNumbers(Protocol):
    """Reads what a platform says about posts."""

    def numbers(
        self, door: Door, remote_ids: Sequence[str], now: datetime
    ) -> list[Reading] | Refused | Later | Unknown: ...


PROTOCOLS: Mapping[Capability, type] = {
    Capability.PUBLISH: Publishes,
    Capability.WITHDRAW: Withdraws,
    Capability.EDIT: Edits,
    Capability.FIND: Finds,
    Capability.NUMBERS: ReadsNumbers,
}

Health = Literal["ok", "reconnect", "unreachable", "unchecked"]
