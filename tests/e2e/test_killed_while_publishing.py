"""Fifty posts are due and everything dies in turn: each post is on the platform exactly once.

Web, worker, clock and PostgreSQL are killed with SIGKILL while posts go out to a real Bluesky
server. Nobody helps: the desk comes back by itself, asks what became of what it was sending, and
sends the rest. The posts are counted by the official client, not by us.
"""

from __future__ import annotations

import urllib.error
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.box.running import RunningDesk, gone, wait_for
from tests.e2e.program import Program, allowing
from tests.plugins.environment import make_home
from tests.plugins.pds import PdsAccount, RealPds

pytestmark = [
    pytest.mark.crash,
    pytest.mark.pds,
    pytest.mark.xdist_group("pds"),
]

POSTS = 50
KILLED = ["worker", "clock", "web", "postgres", "worker"]


@pytest.fixture
def bluesky(pds: RealPds) -> list[PdsAccount]:
    return [pds.account("teafarm"), pds.account("teahouse")]


@pytest.fixture
def desk(bluesky: list[PdsAccount]) -> Iterator[RunningDesk]:
    running = RunningDesk(make_home(), **allowing(bluesky[0].pds.url)).wait_up()
    running.wait_ready()
    yield running
    tree = running.tree()
    running.stop()
    gone(tree)


def test_fifty_posts_survive_every_kill_and_none_is_doubled(
    desk: RunningDesk, bluesky: list[PdsAccount]
) -> None:
    program = Program(desk, *bluesky)
    drafts = [program.write(f"第 {n} 泡：水开三沸，再等一等。#{n}") for n in range(POSTS)]
    for n, draft in enumerate(drafts):
        program.publish(draft, program.accounts[n % 2])

    def out() -> int:
        return sum(len(account.posts()) for account in bluesky)

    for n, name in enumerate(KILLED):
        # Each kill comes after some progress, so that all of them fall among the fifty.
        wait_for(f"posts before killing {name}", lambda n=n: out() >= 4 + 6 * n)
        part = wait_for(f"{name} to be there", lambda name=name: desk.part(name))
        part.kill()
    wait_for("every post to be out", lambda: out() >= POSTS, seconds=150)
    wait_for("the desk to know it", lambda: settled(program))
    texts = Counter(post["value"]["text"] for account in bluesky for post in account.posts())
    assert len(texts) == POSTS, "a post was lost"
    assert set(texts.values()) == {1}, "a post was doubled"
    desk.wait_ready()


def settled(program: Program) -> bool:
    """Whether every delivery is out; while a part is away, the answer is no."""
    try:
        return program.states() == {"sent": POSTS}
    except (OSError, urllib.error.URLError):
        return False
