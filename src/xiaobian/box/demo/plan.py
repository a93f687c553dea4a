"""What 山野茶 published in the past year, and when: decided by the calendar and a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from xiaobian.box.demo import content, solar
from xiaobian.box.demo.content import Tea, Text

ZONE = "Asia/Shanghai"
SEED = 20240205
WEEKS = 52
BOTH, SOCIAL = ("site", "bluesky"), ("bluesky",)

_OPENINGS = {
    1: "天冷得说话都有白气，茶要选暖的。",
    2: "还在正月里，杯子边上总有瓜子壳。",
    3: "风软了，窗可以开一条缝喝茶。",
    4: "新茶一批一批地到，这周忙得很香。",
    5: "白天长了，下午那一杯可以晚一点喝。",
    6: "雨多，柜子里记得放一包干燥剂。",
    7: "热，冰箱里那壶冷泡比什么都快。",
    8: "傍晚去河边走走，带一壶凉茶。",
    9: "早晚凉了，乌龙正是时候。",
    10: "桂花开过一轮，杯子里像还有一点。",
    11: "手凉先暖手，厚一点的杯子请出来。",
    12: "天黑得早，灯下喝茶的人多了。",
}
_PICTURES = {
    "春": ("cup-green", "bands-green", "mist-morning", "leaves-spring", "ridge-spring"),
    "夏": ("cup-green", "sun", "bands-green", "rain", "cup-white"),
    "秋": ("cup-amber", "bands-amber", "leaves-autumn", "ridge-autumn", "dusk"),
    "冬": ("cup-amber", "kiln", "ridge-winter", "roof", "steam"),
}
_SEASONS = "冬冬春春春夏夏夏秋秋秋冬"


@dataclass(frozen=True)
class Piece:
    """One text and the moment and places it appeared."""

    text: Text
    at: datetime
    on: tuple[str, ...]
    appeal: float  # how many readers it finds, about 1


def year(now: datetime, random: Random) -> list[Piece]:
    """Everything that went out in the 52 weeks before `now`, the oldest first."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    first = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    pieces = [*_terms(first, today), *_tuesdays(first, today), *_lists(first, today, random)]
    spoilt = timedelta(seconds=1)  # a post is out a moment after it was due
    return sorted(
        (p for p in pieces if p.at + spoilt < now - timedelta(hours=1)), key=lambda p: p.at
    )


def at(day: date, wall: time) -> datetime:
    """That wall time in the brand's zone, as an instant."""
    return datetime.combine(day, wall, ZoneInfo(ZONE))


def last(wall: time, before: datetime) -> datetime:
    """The latest moment of that wall time before a moment."""
    day = before.astimezone(ZoneInfo(ZONE)).date()
    today = at(day, wall)
    return today if today < before else at(day - timedelta(days=1), wall)


def _terms(first: date, last: date) -> list[Piece]:
    """A note on the morning of every solar term."""
    texts = {t.title.partition("｜")[0]: t for t in content.read("terms")}
    found = dict((name, day) for day, name in solar.terms(first, last))  # noqa: C402  the last wins
    return [Piece(texts[name], at(day, time(8, 30)), BOTH, 1.0) for name, day in found.items()]


def _tuesdays(first: date, last: date) -> list[Piece]:
    """By turns a long text, chosen for the month, and the answer to a question."""
    articles, questions = content.read("articles"), content.read("questions")
    pieces: list[Piece] = []
    for n, day in enumerate(_each(first, last, weekday=1)):
        if n % 2 == 0 and articles:
            text = next((a for a in articles if day.month in a.months), None)
            text = text or next((a for a in articles if not a.months), articles[0])
            articles.remove(text)
            pieces.append(Piece(text, at(day, time(12, 10)), BOTH, 1.7))
        elif questions:
            pieces.append(Piece(questions.pop(0), at(day, time(20, 30)), SOCIAL, 0.8))
    return pieces


def _lists(first: date, last: date, random: Random) -> list[Piece]:
    """Three teas for the week, every Saturday."""
    teas = content.teas()
    term_days = solar.terms(first - timedelta(days=20), last)
    seen: dict[str, int] = {}
    pieces: list[Piece] = []
    for n, day in enumerate(_each(first, last, weekday=5)):
        term = next(name for begins, name in reversed(term_days) if begins <= day)
        seen[term] = seen.get(term, 0) + 1
        text = _list(day, n, f"{term}后第{'一二三'[min(seen[term], 3) - 1]}个周六", teas, random)
        pieces.append(Piece(text, at(day, time(10, 0)), BOTH if n % 3 else SOCIAL, 0.7))
    return pieces


def _list(day: date, week: int, when: str, teas: list[Tea], random: Random) -> Text:
    season = _SEASONS[day.month - 1]
    chosen = random.sample([t for t in teas if t.season == season], 2)
    chosen += random.sample([t for t in teas if t.season != season], 1)
    lines = [f"- **{t.name}**（{t.place}）：{t.taste}。{t.how}" for t in chosen]
    body = f"{_OPENINGS[day.month]}{when}，茶单上是这三样。\n\n" + "\n".join(lines)
    title = f"本周茶单｜{chosen[0].name}、{chosen[1].name}和{chosen[2].name}"
    return Text(title, body, ("本周茶单", chosen[0].name), _PICTURES[season][week % 5])


def _each(first: date, last: date, weekday: int) -> list[date]:
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return [d for d in days if d.weekday() == weekday]
