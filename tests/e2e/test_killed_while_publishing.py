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
def bluesky(pds: RealPds) -> PdsAccount:
    return pds.account("teafarm")


@pytest.fixture
def desk(bluesky: PdsAccount) -> Iterator[RunningDesk]:
    running = RunningDesk(make_home(), **allowing(bluesky.pds.url)).wait_up()
    running.wait_ready()
    yield running
    tree = running.tree()
    running.stop()
    gone(tree)


def test_fifty_posts_survive_every_kill_and_none_is_doubled(
    desk: RunningDesk, bluesky: PdsAccount
) -> None:
    program = Program(desk, bluesky)
    drafts = [program.write(f"第 {n} 泡：水开三沸，再等一等。#{n}") for n in range(POSTS)]
    deliveries = [program.publish(draft) for draft in drafts]
    assert len(set(deliveries)) == POSTS
    for n, name in enumerate(KILLED):
        out = wait_for(f"some posts before killing {name}", lambda: len(bluesky.posts()))
        wait_for("more of them", lambda out=out, n=n: len(bluesky.posts()) >= min(out + 2, POSTS))
        part = desk.part(name)
        if part is not None:  # it may be on its way back from the last kill
            part.kill()
    wait_for("every post to be settled", lambda: settled(program), seconds=150)
    texts = Counter(post["text"] for post in bluesky.posts())
    assert len(texts) == POSTS, "a post was lost"
    assert set(texts.values()) == {1}, "a post was doubled"
    desk.wait_ready()


def settled(program: Program) -> bool:
    """Whether every delivery is out; while a part is away, the answer is no."""
    try:
        return program.states() == {"sent": POSTS}
    except (OSError, urllib.error.URLError):
        return False
