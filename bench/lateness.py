"""How late posts go out, how a burst drains, and how a killed worker is recovered from.

    python -m bench.lateness [accounts] [posts]

A real desk (web, worker, clock, PostgreSQL) publishes to the Bluesky fake over a loopback socket.
Late is `attempt.started_at - delivery.due_at`. The fake answers at once, so what is measured is the
desk; an account takes one post a second at most, because the desk keeps that gap.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

import psycopg

from tests.box.running import RunningDesk, wait_for
from tests.e2e.program import allowing, manage
from tests.plugins.environment import make_home
from xiaobian.connectors.bluesky.fake import FakeBluesky
from xiaobian.connectors.fakes import serve

_OPEN = """
import json
from xiaobian.accounts import verbs
from xiaobian.kernel import clock
from xiaobian.people.models import User
now = clock.now()
jing = User.objects.create_user("jing@example.com", "a-long-passphrase", name="阿静")
brand = verbs.open_brand("山野茶", jing, now, slug="shanye", zone="Asia/Shanghai")
for n in range({accounts}):
    typed = {{"service": {url!r}, "handle": f"tea{{n}}.test", "password": "secret"}}
    verbs.connect(brand, "bluesky", typed, jing, now)
"""

# Promises as the desk makes them; each of a draft of its own.
_PROMISE = """
import json
from datetime import datetime
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people.models import Brand, User
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.render import freeze
brand, jing, now = Brand.objects.get(), User.objects.get(), clock.now()
accounts = list(Account.objects.filter(brand=brand, kind="bluesky").order_by("position", "pk"))
made = []
for n, due in enumerate(json.loads({due!r})):
    draft = Draft.start(brand, jing, now, title="", text=f"{round} 第 {{n}} 泡：水开三沸，再等一等。")
    account, due = accounts[n % len(accounts)], datetime.fromisoformat(due)
    rendition = freeze(draft, account, jing, now)
    made.append(Delivery(brand=brand, draft=draft, account=account, rendition=rendition, by=jing,
        due_at=due, wall=f"{{clock.to_wall(due, brand.zone):%Y-%m-%dT%H:%M}}", zone=brand.zone))
Delivery.objects.bulk_create(made)
from xiaobian.publishing.bell import wake
wake()
"""

_FIRST = """
SELECT extract(epoch FROM min(a.started_at) - d.due_at), extract(epoch FROM d.sent_at - d.due_at)
  FROM publishing_delivery d JOIN publishing_attempt a ON a.delivery_id = d.id AND a.act = 'publish'
 WHERE d.due_at BETWEEN %s AND %s GROUP BY d.id
"""


class Bench:
    """A desk with accounts on the fake, and its database asked directly."""

    def __init__(self, desk: RunningDesk, url: str, fake: FakeBluesky, accounts: int) -> None:
        self.desk, self.url, self.fake, self.accounts = desk, url, fake, accounts
        manage(desk.home, url, "shell", "-v", "0", "-c", _OPEN.format(accounts=accounts, url=url))
        self.database = psycopg.connect(
            f"host='{desk.home}/run' port=5432 user=xiaobian dbname=xiaobian", autocommit=True
        )

    def promise(self, name: str, due: list[datetime]) -> None:
        """Make one promise for each moment, accounts in turn."""
        said = json.dumps([at.isoformat() for at in due])
        code = _PROMISE.format(due=said, round=name)
        manage(self.desk.home, self.url, "shell", "-v", "0", "-c", code)
        made = datetime.now(UTC)
        assert made < min(due), f"promises were made {made - min(due)} too late; give more time"

    def open(self, due: list[datetime]) -> int:
        """How many of the promises for these moments are not out."""
        rows = """SELECT count(*) FROM publishing_delivery
                   WHERE due_at BETWEEN %s AND %s AND state <> 'sent'"""
        return self.database.execute(rows, [min(due), max(due)]).fetchone()[0]

    def report(self, name: str, due: list[datetime]) -> None:
        """One line of the table."""
        rows = self.database.execute(_FIRST, [min(due), max(due)]).fetchall()
        started, out = sorted(float(r[0]) for r in rows), sorted(float(r[1]) for r in rows)
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        figures = [_at(started, 0.5), _at(started, 0.99), started[-1], _at(out, 0.5), out[-1]]
        texts = [p["text"] for p in self.fake.posts() if p["text"].startswith(name)]
        doubled = len(texts) - len(set(texts))
        cells = " | ".join(f"{one:.3f}" for one in figures)
        print(
            f"| {name} | {len(rows)} | {cells} | {len(due) - len(texts)} | {doubled} | {load} |",
            flush=True,
        )


def _at(ordered: list[float], part: float) -> float:
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def main(accounts: int, posts: int) -> None:
    """The three measurements on one desk."""
    fake = FakeBluesky(open_door=True)
    with serve(fake) as url, contextlib.ExitStack() as after:
        desk = RunningDesk(make_home(), **allowing(url)).wait_up()
        after.callback(desk.stop)
        desk.wait_ready()
        bench = Bench(desk, url, fake, accounts)
        floor = _floor(bench)
        print(
            f"floor: 1 commit on this disk beside the running desk takes {floor * 1000:.1f} ms (median)"
        )
        print(
            "| round | posts | start p50 s | p99 s | max s | out p50 s | last out s | lost | doubled | load |"
        )
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|")
        begin = _soon(posts)
        spread = [begin + timedelta(seconds=60 * random.random()) for _ in range(posts)]
        _round(bench, "spread", spread)
        burst = [_soon(500)] * 500
        _round(bench, "burst", burst)
        killed = [_soon(500)] * 500
        bench.promise("killed", killed)
        wait_for("the middle of the burst", lambda: bench.open(killed) <= 350, 300)
        worker = desk.part("worker")
        worker.send_signal(signal.SIGKILL)
        struck, before = time.monotonic(), bench.open(killed)
        wait_for("the first post after the kill", lambda: bench.open(killed) < before, 300)
        print(
            f"worker killed with {before} open; next post out after {time.monotonic() - struck:.1f} s"
        )
        wait_for("the rest", lambda: bench.open(killed) == 0, 600)
        print(f"all out {time.monotonic() - struck:.1f} s after the kill")
        bench.report("killed", killed)
        bench.database.close()


def _soon(posts: int) -> datetime:
    """A moment by which so many promises are made, even on a busy machine."""
    return datetime.now(UTC) + timedelta(seconds=posts * 0.15 + 15)


def _round(bench: Bench, name: str, due: list[datetime]) -> None:
    bench.promise(name, due)
    wait_for(f"{name} to be out", lambda: bench.open(due) == 0, 900)
    bench.report(name, due)


def _floor(bench: Bench) -> float:
    """What nothing of the desk can be faster than: a durable commit."""
    bench.database.execute("CREATE TABLE IF NOT EXISTS bench_floor (n int)")
    took = []
    for n in range(50):
        start = time.perf_counter()
        bench.database.execute("INSERT INTO bench_floor VALUES (%s)", [n])
        took.append(time.perf_counter() - start)
    bench.database.execute("DROP TABLE bench_floor")
    return sorted(took)[25]


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    main(*(numbers + [50, 300][len(numbers) :]))
