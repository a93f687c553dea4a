"""Time: instants are UTC, people speak in wall time of an IANA zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones


class WallTimeGap(ValueError):
    """The clocks skip this wall time (start of summer time); `after` is the next that exists."""

    def __init__(self, wall: datetime, zone: str, after: datetime) -> None:
        super().__init__(f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}")
        self.wall, self.zone, self.after = wall, zone, after


def now() -> datetime:
    """This moment, aware, in UTC. The domain takes `now` as an argument; only its edges call this."""
    return datetime.now(UTC)


def check_zone(name: str) -> str:
    """Return `name` if it is an IANA zone, else raise ValueError that says so."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; write one like Asia/Shanghai") from error
    return name


def zones() -> list[str]:
    """Every zone a person may choose, sorted."""
    return sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))


def to_instant(wall: datetime, zone: str) -> datetime:
    """The UTC instant at which the clocks of `zone` show the naive `wall` time.

    A time that occurs twice (end of summer time) is taken the first time. A time that is skipped
    raises WallTimeGap, because guessing would publish an hour early or late.
    """
    if wall.tzinfo is not None:
        raise ValueError("wall time carries no zone")
    tz = ZoneInfo(zone)
    instant = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    back = instant.astimezone(tz).replace(tzinfo=None)
    if back != wall:
        raise WallTimeGap(wall, zone, max(back, wall + timedelta(minutes=1)))
    return instant


def to_wall(instant: datetime, zone: str) -> datetime:
    """What the clocks of `zone` show at `instant`, naive."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
