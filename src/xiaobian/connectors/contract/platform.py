"""What the suite needs of a platform, and the fixtures every promise is tested with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from xiaobian.accounts.port import Connector, Door, Limit, Manifest, Post
from xiaobian.typeset.measures import MEASURES
from xiaobian.typeset.rendition import Part, Picture, Rendition

AT = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
EMOJI = "👨‍👩‍👧‍👦"
FAMILY = f"小编 {EMOJI} 🇨🇳 é"
UNKNOWABLE = ("lost_answer", "error_after", "truncated", "slow")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


class Platform(Protocol):
    """What the suite must see and do behind the connector's back. You write it over your fake."""

    failures: Collection[str]
    """What the fake can be told to do at the next call that publishes.

    `lost_answer`, `error_after`, `truncated`, `slow`: done, but the answer is lost, an error 5xx,
    half, or too late. `reset_before`, `html`: not done, and no answer or a page of a proxy.
    `rate_limited`: not done, wait. `expired`: the tokens ran out. `revoked`: the right is gone.
    """

    def door(self) -> Door:
        """A door to one account that is connected, with its configuration and secrets."""
        ...

    def typed(self) -> dict[str, str]:
        """What a person would type to connect that account."""
        ...

    def posts(self) -> Sequence[Sequence[str]]:
        """The texts of what is published now: one sequence of parts for each post, in order."""
        ...

    def calls(self) -> int:
        """How often the platform was asked anything so far."""
        ...

    def fail(self, kind: str) -> None:
        """Make the next publishing call fail as `kind` says."""
        ...

    def wait(self) -> float:
        """The seconds that `rate_limited` asks to wait."""
        ...

    def secrets(self) -> Iterable[str]:
        """Every secret there is now: tokens, passwords. None of them may ever be seen."""
        ...


def rendition(manifest: Manifest, text: str, pictures: Sequence[Picture] = ()) -> Rendition:
    """A rendition with this text in the layout of the connector."""
    if manifest.layout in ("blog", "article", "wechat"):
        return Rendition(manifest.layout, title=text, html=f"<p>{text}</p>", summary=text)
    return Rendition(manifest.layout, parts=(Part(text, pictures=tuple(pictures)),), language="zh")


def shown(platform: Platform) -> list[str]:
    """Every text that people can see now."""
    return [text for post in platform.posts() for text in post]


def measure(limit: Limit) -> Callable[[str], float]:
    """How the limit counts."""
    return MEASURES[limit.measure]


def needs(platform: Platform, kind: str) -> None:
    """Skip, and say why, where the platform can't fail in this way."""
    if kind not in platform.failures:
        pytest.skip(f"this platform knows no {kind}")


class Setting:
    """The fixtures."""

    @pytest.fixture
    def connector(self) -> Connector:
        raise NotImplementedError("give the fixture `connector`")

    @pytest.fixture
    def platform(self) -> Platform:
        raise NotImplementedError("give the fixture `platform`")

    @pytest.fixture
    def docs(self) -> Path | None:
        """The folder that `manifest.docs` lies in; None where the docs aren't at hand."""
        return None

    @pytest.fixture
    def write(self, connector: Any, platform: Any) -> Callable[..., Post]:
        """Make a post with an identity of its own, staged as the desk stages it."""
        made: list[Post] = []

        def build(text: str = FAMILY, value: Rendition | None = None) -> Post:
            value = value or rendition(connector.manifest, text)
            seed = f"{type(self).__name__} {len(made)}".encode()
            identity = connector.identify(platform.door(), AT, seed)
            made.append(Post(identity, value, AT))
            return made[-1]

        return build
