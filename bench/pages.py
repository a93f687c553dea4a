"""How long pages take with a year of a busy brand behind them.

    python -m bench.pages [requests] [part of a page's name]

Starts a scratch PostgreSQL, writes `bench.year` into it and asks every page through Django's own
client, in this process: no network, no browser. CPU is this process's own and nearly free of the
machine's other load. The floor is the CPU of Today in a brand without a word.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import timedelta

from bench import scratch

SLOW = 30  # milliseconds; a query above it is printed to stderr


def main(asked: int, only: str) -> None:
    """Print one line per page."""
    scratch.start()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench import year
    from xiaobian.kernel import clock

    begun = time.monotonic()
    made = year.found() or year.fill(clock.now())
    print(f"seeded in {time.monotonic() - begun:.0f} s")
    client = Client()
    client.force_login(made.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    print(scratch.conditions())
    print("| page | p50 ms | p95 ms | CPU ms | × floor | queries | in SQL ms | KB |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    floor = 0.0
    for name, path in pages(made).items():
        if only and only not in name:
            continue
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            body = client.get(path)
            queries = captured.captured_queries
        assert body.status_code == 200, (path, body.status_code)
        wall, cpu = [], []
        for _ in range(asked):
            start, busy = time.perf_counter(), time.process_time()
            client.get(path)
            wall.append((time.perf_counter() - start) * 1000)
            cpu.append((time.process_time() - busy) * 1000)
        cost = statistics.median(cpu)
        floor = floor or cost
        in_sql = [float(q["time"]) * 1000 for q in queries]
        print(
            f"| {name} | {statistics.median(wall):.0f} | {statistics.quantiles(wall, n=20)[-1]:.0f} "
            f"| {cost:.0f} | {cost / floor:.1f} | {len(queries)} | {sum(in_sql):.0f} "
            f"| {len(body.getvalue()) / 1024:.0f} |",
            flush=True,
        )
        if max(in_sql, default=0) > SLOW:
            print(queries[in_sql.index(max(in_sql))]["sql"], file=sys.stderr)
    print(scratch.conditions())


def pages(made) -> dict[str, str]:
    """What is asked, by name."""
    from xiaobian.accounts.models import Account
    from xiaobian.drafts.models import Draft
    from xiaobian.drafts.paging import page
    from xiaobian.kernel import clock
    from xiaobian.publishing.models import Delivery
    from xiaobian.site.models import Post

    desk, now = f"/b/{made.brand.slug}/desk", clock.now()
    cursor = ""
    for _ in range(49):
        cursor = page(Draft.objects.of(made.brand), after=cursor).older
    month = f"start={now - timedelta(days=30):%Y-%m-%d}&end={now:%Y-%m-%d}"
    sent = Delivery.objects.filter(state="sent").order_by("-sent_at")[100]
    post = Post.objects.public(made.brand)[500]
    oldest = Draft.objects.order_by("edited_at")[5]
    return {
        "Today, empty brand (floor)": f"/b/{made.empty.slug}/desk/",
        "Today": f"{desk}/",
        "drafts, first page": f"{desk}/drafts/",
        "drafts, page 50": f"{desk}/drafts/?after={cursor}",
        "drafts, search with many hits": f"{desk}/drafts/?q=隔夜茶",
        "drafts, search with one hit": f"{desk}/drafts/?q=第 4321 泡",
        "drafts, search with none": f"{desk}/drafts/?q=咖啡豆",
        "drafts, search of two letters": f"{desk}/drafts/?q=咖啡",
        "drafts, waiting for review": f"{desk}/drafts/?shelf=review",
        "drafts, returned": f"{desk}/drafts/?shelf=returned",
        "drafts, ready": f"{desk}/drafts/?shelf=ready",
        "drafts, scheduled": f"{desk}/drafts/?shelf=scheduled",
        "drafts, out": f"{desk}/drafts/?shelf=out",
        "calendar": f"{desk}/calendar/",
        "calendar, feed of a month": f"{desk}/calendar/feed/?{month}",
        "delivery": f"{desk}/publishing/{sent.pk}/",
        "publishing panel of a draft": f"{desk}/publishing/drafts/{sent.draft_id}/",
        "editor": f"{desk}/drafts/{oldest.pk}/",
        "versions": f"{desk}/drafts/{oldest.pk}/versions/",
        "review queue": f"{desk}/review/",
        "review of a draft": f"{desk}/review/{sent.draft_id}/",
        "numbers, 30 days": f"{desk}/numbers/",
        "numbers, always": f"{desk}/numbers/?period=all",
        "numbers of a post": f"{desk}/numbers/{sent.draft_id}/",
        "accounts": f"{desk}/accounts/",
        "account": f"{desk}/accounts/{Account.objects.of(made.brand)[3].pk}/",
        "media library": f"{desk}/media/",
        "media, search": f"{desk}/media/?q=4321",
        "trail": f"{desk}/people/trail/",
        "trail, one person": f"{desk}/people/trail/?person={made.owner.pk}",
        "trail, one kind": f"{desk}/people/trail/?kind=review",
        "comments": f"{desk}/site/comments/",
        "palette": f"{desk}/palette?q=第 4321",
        "site, front": f"/s/{made.brand.slug}/",
        "site, post": f"/s/{made.brand.slug}/{post.slug}/",
        "site, archive": f"/s/{made.brand.slug}/archive/",
        "site, a month": f"/s/{made.brand.slug}/archive/{now:%Y}/{now:%m}/",
        "site, a tag": f"/s/{made.brand.slug}/tags/茶/",
        "site, tags": f"/s/{made.brand.slug}/tags/",
        "site, feed": f"/s/{made.brand.slug}/feed.xml",
        "site, sitemap": f"/s/{made.brand.slug}/sitemap.xml",
    }  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40, sys.argv[2] if len(sys.argv) > 2 else "")
