"""The public of the past year: who read, clicked, liked and wrote, and what platforms said of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from xiaobian.box.demo import content, crowd
from xiaobian.box.demo.history import Out
from xiaobian.box.demo.house import House
from xiaobian.box.demo.ledger import Ledger
from xiaobian.box.demo.plan import ZONE
from xiaobian.kernel.ids import ALPHABET
from xiaobian.numbers import folding
from xiaobian.numbers.models import (
    Click,
    ClickDay,
    Hit,
    Link,
    Poll,
    ReadingDay,
    Snapshot,
    Watermark,
)
from xiaobian.numbers.polling import AGES
from xiaobian.numbers.reading import BINS
from xiaobian.site.models import Comment, Favourite

_FIRST_DAY = 62  # readers of an ordinary post on its first day
_RAW = 1  # days before today whose single signs are still kept beside the folded days
_WEEKDAY = (1.0, 1.02, 0.98, 1.0, 0.94, 1.22, 1.3)  # Monday … Sunday: tea is read on Sundays
_SOURCES = ("", "", "", "bsky.app", "www.google.com", "mp.weixin.qq.com", "www.baidu.com")
_METRICS = {
    "likes": "likeCount",
    "reposts": "repostCount",
    "replies": "replyCount",
    "quotes": "quoteCount",
}


class Public:
    """Adds to the ledger what the public did about everything that is out."""

    def __init__(self, house: House, ledger: Ledger, now: datetime) -> None:
        self.house, self.ledger, self.now = house, ledger, now
        self.random = Random("public")
        self.today = now.astimezone(ZoneInfo(ZONE)).date()

    def come(self, outs: Sequence[Out]) -> None:
        """Readers, likes, comments, clicks and snapshots for all of it."""
        site = [o for o in outs if o.delivery.account.kind == "site"]
        for out in site:
            daily = self._read(out)
            self._like(out, sum(daily.values()))
            self._look(out, daily)
        self._write_comments(site)
        self._click(site)
        for out in outs:
            if out.delivery.account.kind == "bluesky":
                self._count(out)

    def fold(self) -> None:
        """Make days of the single signs of the last days, as the desk would have."""
        zone = ZoneInfo(ZONE)
        since = datetime.combine(self.today - timedelta(days=_RAW), datetime.min.time(), zone)
        folding.fold(since, self.now)
        Watermark.objects.update_or_create(name="fold", defaults={"at": self.now})

    # -- readers of the site ---------------------------------------------------------------------

    def _read(self, out: Out) -> dict[date, int]:
        """Views by day: most on the first, then ever fewer, a little more on Sundays."""
        first = out.piece.at.astimezone(ZoneInfo(ZONE)).date()
        pull = out.piece.appeal * crowd.pull(out.delivery.identity)
        post, daily = UUID(out.delivery.remote_id), {}
        for age in range((self.today - first).days + 1):
            day = first + timedelta(days=age)
            share = 1.0 if age == 0 else 0.55 / age**1.15
            expected = _FIRST_DAY * pull * share * _WEEKDAY[day.weekday()]
            views = self._poisson(expected)
            if not views:
                continue
            daily[day] = views
            if (self.today - day).days <= _RAW:
                self._signs(out, post, day, views)
            else:
                self._day(post, day, views, age)
        return daily

    def _day(self, post: UUID, day: date, views: int, age: int) -> None:
        spread = [0] * len(BINS)
        for _ in range(views):
            spread[self._bin(self._seconds())] += 1
        middle = [(a + b) / 2 for a, b in zip(BINS, (*BINS[1:], 4000), strict=True)]
        stayed = sum(n for n, start in zip(spread, BINS, strict=True) if start >= 10)
        self.ledger.put(
            ReadingDay(
                brand_id=self.house.brand.pk,
                post_id=post,
                day=day,
                views=views,
                visitors=max(1, round(views * self.random.uniform(0.82, 0.97))),
                engaged_ms=int(sum(n * m for n, m in zip(spread, middle, strict=True)) * 1000),
                stayed=stayed,
                scrolled=round(stayed * self.random.uniform(0.45, 0.7)),
                spread=spread,
                bots=self._poisson(0.6 + views * 0.09),
                team=self._poisson(1.6) if age < 2 else 0,
            )
        )

    def _signs(self, out: Out, post: UUID, day: date, views: int) -> None:
        """The single signs of a recent day, at hours when people read."""
        midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE))
        assert out.delivery.sent_at
        for _ in range(views):
            hour = min(
                max(self.random.choice((8, 12, 13, 20, 21, 22)) + self.random.gauss(0, 1.2), 0),
                23.9,
            )
            at = midnight + timedelta(hours=hour)
            if at < out.delivery.sent_at:
                at = out.delivery.sent_at + timedelta(minutes=self.random.expovariate(1 / 70))
            if at > self.now - timedelta(minutes=1):
                continue
            view, visitor = self.random.getrandbits(63), self.random.getrandbits(63)
            bot = 1 if self.random.random() < 0.08 else 0
            of = {"brand_id": self.house.brand.pk, "post_id": post, "visitor": visitor, "bot": bot}
            source = self.random.choice(_SOURCES)
            self.ledger.put(Hit(pk=(view, 0, at), **of, engaged=0, scroll=0, source=source))
            seconds = self._seconds()
            scroll = min(100, int(seconds * 1.4) + self.random.randrange(20))
            left = min(at + timedelta(seconds=seconds), self.now)
            if left > at and left.astimezone(ZoneInfo(ZONE)).date() == day:
                engaged = int(seconds * 1000)
                self.ledger.put(
                    Hit(pk=(view, 1, left), **of, engaged=engaged, scroll=scroll, source="")
                )

    def _like(self, out: Out, views: int) -> None:
        for _ in range(self._poisson(views * 0.045)):
            post, reader = UUID(out.delivery.remote_id), f"{self.random.getrandbits(128):032x}"
            self.ledger.add(Favourite, out.piece.at, post_id=post, reader=reader)

    def _look(self, out: Out, daily: dict[date, int]) -> None:
        """What the desk's own polls wrote down while the post was young."""
        sent = out.delivery.sent_at
        assert sent
        for age in AGES:
            if sent + age > self.now:
                break
            views = sum(
                n * min(1.0, max(0.0, age / timedelta(days=1) - (day - min(daily)).days))
                for day, n in daily.items()
            )
            for metric, share in (("readers", 0.9), ("views", 1.0)):
                self._snapshot(out, metric, sent + age, int(views * share))
        self._poll(out)

    def _write_comments(self, outs: Sequence[Out]) -> None:
        fu, said = self.house.people["fu"], content.comments()
        self.random.shuffle(said)
        rich = sorted(outs, key=lambda o: -o.piece.appeal * crowd.pull(o.delivery.identity))
        for n, (name, words) in enumerate(said * 2):
            out = rich[int(self.random.random() ** 1.6 * min(len(rich), 45))]
            if n < 3:
                out = outs[-1 - n]  # the newest posts have some too
            at = out.piece.at + timedelta(hours=self.random.uniform(0.3, 60))
            if at > self.now - timedelta(hours=3):
                continue
            decided = at + timedelta(minutes=self.random.uniform(5, 600))
            decided = min(decided, self.now - timedelta(minutes=30))
            comment = self._comment(out, at, name, words, decided=decided)
            self.ledger.tell("comment.approved", decided, fu, comment)
        for n, (name, words) in enumerate(content.comments("waiting_comments")):
            out = outs[-1 - n % 4]
            at = max(self.now - timedelta(hours=2 + 5 * n), out.piece.at + timedelta(minutes=20))
            self._comment(out, min(at, self.now), name, words, decided=None)

    def _comment(
        self, out: Out, at: datetime, name: str, words: str, *, decided: datetime | None
    ) -> Comment:
        return self.ledger.add(
            Comment,
            at,
            post_id=UUID(out.delivery.remote_id),
            name=name,
            body=words,
            visitor=self.random.getrandbits(62),
            held=True,
            verdict="approved" if decided else "",
            decided_at=decided,
            decided_by=self.house.people["fu"] if decided else None,
            written_at=at,
        )

    # -- links and the other platform ------------------------------------------------------------

    def _click(self, outs: Sequence[Out]) -> None:
        """Every fourth article has a short link that was posted elsewhere."""
        jing, brand = self.house.people["jing"], self.house.brand
        for out in [*outs[:-2:4], *outs[-2:]]:
            made = out.piece.at + timedelta(minutes=4)
            link = self.ledger.add(
                Link,
                made,
                brand=brand,
                code="".join(self.random.choices(ALPHABET, k=7)),
                target=out.delivery.url,
                label=self.random.choice(("朋友圈", "微信群", "收银台二维码", "邮件")),
                draft=out.delivery.draft,
                by=jing,
            )
            self.ledger.tell("link.made", made, jing, link)
            first = made.astimezone(ZoneInfo(ZONE)).date()
            for age in range(min((self.today - first).days + 1, 60)):
                day = first + timedelta(days=age)
                clicks = self._poisson(26 * out.piece.appeal / (1 + age) ** 1.2)
                if clicks and (self.today - day).days <= _RAW:
                    self._follow(link, day, clicks, made)
                elif clicks:
                    people = max(1, round(clicks * 0.9))
                    counted = {
                        "clicks": clicks,
                        "visitors": people,
                        "bots": self._poisson(1),
                        "team": 0,
                    }
                    of = {"brand_id": brand.pk, "link_id": link.pk, "day": day}
                    self.ledger.put(ClickDay(**of, **counted))

    def _follow(self, link: Link, day: date, clicks: int, made: datetime) -> None:
        midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE))
        for _ in range(clicks):
            at = max(midnight, made) + timedelta(hours=self.random.uniform(0, 9))
            if at < self.now and at.astimezone(ZoneInfo(ZONE)).date() == day:
                key = (link.pk, self.random.getrandbits(62), at)
                self.ledger.put(Click(pk=key, brand_id=self.house.brand.pk, bot=0, source=""))

    def _count(self, out: Out) -> None:
        sent = out.delivery.sent_at
        assert sent
        for age in AGES:
            if sent + age > self.now:
                break
            said = crowd.figures(out.delivery.identity, age)
            for metric, name in _METRICS.items():
                self._snapshot(out, metric, sent + age, said[name])
        self._poll(out)

    def _snapshot(self, out: Out, metric: str, at: datetime, value: int) -> None:
        key = (out.delivery.pk, metric, at)
        self.ledger.put(Snapshot(pk=key, value=value, source="platform"))

    def _poll(self, out: Out) -> None:
        """Where the desk stands with asking: it goes on by itself for posts below a month."""
        sent = out.delivery.sent_at
        assert sent
        over = [age for age in AGES if sent + age <= self.now]
        next_at = sent + AGES[len(over)] if len(over) < len(AGES) else None
        read = sent + over[-1] if over else None
        self.ledger.put(
            Poll(
                delivery=out.delivery, step=len(over), next_at=next_at, asked_at=read, read_at=read
            )
        )

    # -- chance ----------------------------------------------------------------------------------

    def _seconds(self) -> float:
        """How long somebody reads: many leave at once, those who stay take about a minute."""
        if self.random.random() < 0.22:
            return self.random.uniform(0.5, 5)
        return min(math.exp(self.random.gauss(4.0, 0.7)), 1700)

    @staticmethod
    def _bin(seconds: float) -> int:
        return max(i for i, start in enumerate(BINS) if start <= seconds)

    def _poisson(self, mean: float) -> int:
        if mean > 40:
            return max(0, round(self.random.gauss(mean, math.sqrt(mean))))
        limit, count, product = math.exp(-mean), 0, self.random.random()
        while product > limit:
            count, product = count + 1, product * self.random.random()
        return count
