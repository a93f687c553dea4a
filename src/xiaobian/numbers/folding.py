"""From single signs to days: small tables that pages can read, made anew from the raw ones.

A fold takes every post that had a sign in a stretch of time and counts its whole days again. So it
may run twice, in any order, or be cut off in the middle, and the days are the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from xiaobian.numbers.models import Watermark
from xiaobian.numbers.reading import BINS

# Signs are written within seconds of their moment; this is how late one may be and still be seen.
SLACK = timedelta(minutes=10)
# So many views of one post by one visitor in a day are a reader's; the rest is a machine's.
FLOOD = 50
# A day in some zone touches at most this much around a moment.
_AROUND = timedelta(hours=38)

_DIRTY = """
dirty AS (
    SELECT DISTINCT e.brand_id, e.{key}, (e.at AT TIME ZONE b.zone)::date AS day, b.zone
    FROM {table} e JOIN people_brand b ON b.id = e.brand_id
    WHERE e.at >= %(since)s AND e.at < %(until)s
), spans AS MATERIALIZED (
    SELECT brand_id, {key}, day, day::timestamp AT TIME ZONE zone AS begins,
           (day + 1)::timestamp AT TIME ZONE zone AS ends
    FROM dirty
)"""
_SPREAD = ", ".join(
    f"count(*) FILTER (WHERE counted AND bin = {n})::int" for n in range(1, len(BINS) + 1)
)
_READING = f"""
WITH {_DIRTY.format(table="numbers_hit", key="post_id")},
signs AS (
    SELECT DISTINCT s.brand_id, s.post_id, s.day, h.view_id, h.visitor, h.kind, h.at,
           h.engaged, h.scroll, h.bot
    FROM numbers_hit h JOIN spans s USING (brand_id, post_id)
    WHERE h.at >= s.begins AND h.at < s.ends AND h.at >= %(low)s AND h.at < %(high)s
), views AS (
    SELECT brand_id, post_id, day, view_id, bool_or(kind = 0) AS opened,
           (array_agg(visitor ORDER BY kind, at, visitor))[1] AS visitor,
           min(at) AS at, sum(engaged) AS engaged, max(scroll) AS scroll, max(bot) AS bot
    FROM signs GROUP BY 1, 2, 3, 4
), judged AS (
    SELECT *, width_bucket(engaged / 1000.0, ARRAY{list(map(float, BINS))}::numeric[]) AS bin,
        opened AND bot = 0 AND row_number() OVER (
            PARTITION BY post_id, day, visitor, bot = 0, opened ORDER BY at, view_id) <= {FLOOD}
        AS counted
    FROM views
)
INSERT INTO numbers_readingday AS r (brand_id, post_id, day, views, visitors, engaged_ms, stayed,
    scrolled, spread, bots, team)
SELECT brand_id, post_id, day,
    count(*) FILTER (WHERE counted),
    count(DISTINCT visitor) FILTER (WHERE counted),
    coalesce(sum(engaged) FILTER (WHERE counted), 0),
    count(*) FILTER (WHERE counted AND engaged >= 10000),
    count(*) FILTER (WHERE counted AND scroll >= 75),
    ARRAY[{_SPREAD}],
    count(*) FILTER (WHERE opened AND bot <> {{team}} AND NOT counted),
    count(*) FILTER (WHERE opened AND bot = {{team}})
FROM judged GROUP BY 1, 2, 3
ON CONFLICT (post_id, day) DO UPDATE SET views = EXCLUDED.views, visitors = EXCLUDED.visitors,
    engaged_ms = EXCLUDED.engaged_ms, stayed = EXCLUDED.stayed, scrolled = EXCLUDED.scrolled,
    spread = EXCLUDED.spread, bots = EXCLUDED.bots, team = EXCLUDED.team
"""  # noqa: S608  nothing in it comes from outside this module
_CLICKS = f"""
WITH {_DIRTY.format(table="numbers_click", key="link_id")},
clicks AS (
    SELECT DISTINCT s.brand_id, s.link_id, s.day, c.visitor, c.at, c.bot
    FROM numbers_click c JOIN spans s USING (brand_id, link_id)
    WHERE c.at >= s.begins AND c.at < s.ends AND c.at >= %(low)s AND c.at < %(high)s
), judged AS (
    SELECT *, bot = 0 AND row_number() OVER (
        PARTITION BY link_id, day, visitor, bot = 0 ORDER BY at) <= {FLOOD} AS counted
    FROM clicks
)
INSERT INTO numbers_clickday AS d (brand_id, link_id, day, clicks, visitors, bots, team)
SELECT brand_id, link_id, day,
    count(*) FILTER (WHERE counted),
    count(DISTINCT visitor) FILTER (WHERE counted),
    count(*) FILTER (WHERE bot <> {{team}} AND NOT counted),
    count(*) FILTER (WHERE bot = {{team}})
FROM judged GROUP BY 1, 2, 3
ON CONFLICT (link_id, day) DO UPDATE SET clicks = EXCLUDED.clicks,
    visitors = EXCLUDED.visitors, bots = EXCLUDED.bots, team = EXCLUDED.team
"""  # noqa: S608  the same


def fold(since: datetime, until: datetime) -> int:
    """Count anew every day that had a sign in the stretch; returns how many rows were written."""
    values = {"since": since, "until": until, "low": since - _AROUND, "high": until + _AROUND}
    written = 0
    with transaction.atomic(), connection.cursor() as cursor:
        # Two folds of overlapping stretches would count half of each other's signs.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('numbers.fold', 0))")
        for statement in (_READING, _CLICKS):
            cursor.execute(statement.format(team=3), values)
            written += cursor.rowcount
    return written


def fold_news(now: datetime) -> int:
    """Fold what came since the last time; the watermark only saves work."""
    mark = Watermark.objects.filter(name="fold").first()
    since = mark.at - SLACK if mark else datetime.fromtimestamp(0, tz=now.tzinfo)
    written = fold(since, now)
    Watermark.objects.update_or_create(name="fold", defaults={"at": now})
    return written
