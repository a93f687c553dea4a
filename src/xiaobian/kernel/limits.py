"""How often somebody may do something: token buckets in PostgreSQL, shared by every process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from xiaobian.kernel.models import Bucket

_TAKE = """
INSERT INTO kernel_bucket AS b (key, tokens, at)
VALUES (%(key)s, %(burst)s - %(cost)s, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    tokens = LEAST(%(burst)s, b.tokens
        + GREATEST(0, EXTRACT(EPOCH FROM %(now)s - b.at)) * %(rate)s) - %(cost)s,
    at = GREATEST(b.at, %(now)s)
WHERE LEAST(%(burst)s, b.tokens
        + GREATEST(0, EXTRACT(EPOCH FROM %(now)s - b.at)) * %(rate)s) >= %(cost)s
RETURNING tokens
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` acts at once, then one more every `every` on average."""

    burst: int
    every: timedelta


def take(key: str, rate: Rate, now: datetime, cost: int = 1) -> float:
    """Take `cost` tokens; 0.0 when they were there, else the seconds to wait (nothing is taken).

    One statement decides, so two processes asking at once never share a token. The row stays locked
    until the caller's transaction ends: ask before doing slow things.
    """
    per_second = 1 / rate.every.total_seconds()
    values = {"key": key, "burst": rate.burst, "rate": per_second, "cost": cost, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.fetchone():
            return 0.0
    bucket = Bucket.objects.filter(key=key).first()
    if bucket is None:
        return float(cost) / per_second
    there = bucket.tokens + max(0.0, (now - bucket.at).total_seconds()) * per_second
    return max(0.001, (cost - there) / per_second)


def sweep(now: datetime, idle: timedelta = timedelta(days=2)) -> int:
    """Forget buckets that nobody touched for `idle`; a forgotten bucket is a full one."""
    return Bucket.objects.filter(at__lt=now - idle).delete()[0]
