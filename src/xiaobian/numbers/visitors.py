"""Telling visitors apart for one day without knowing any of them.

A visitor is a keyed hash of brand, network address and browser under a salt that lives one day of
the brand's zone. When the salt is deleted nobody, we included, can compute or compare it again.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.http import HttpRequest

from xiaobian.numbers.models import Salt
from xiaobian.people.models import Brand

_detector = CrawlerDetect()
_UA_MAX = 512


class Kind(IntEnum):
    """Who seems to ask. Nothing is dropped; everything but a person is counted apart."""

    PERSON = 0
    PROGRAM = 1  # says so in its user agent
    NAMELESS = 2  # sends no user agent at all
    TEAM = 3  # sits at this very desk


@lru_cache(maxsize=4096)
def _is_program(user_agent: str) -> bool:
    return bool(_detector.isCrawler(user_agent))


def kind(user_agent: str, cookies: str = "") -> Kind:
    """Judge by what the request itself says; `cookies` is the raw header."""
    if f"{settings.SESSION_COOKIE_NAME}=" in cookies:
        return Kind.TEAM
    if not user_agent.strip():
        return Kind.NAMELESS
    return Kind.PROGRAM if _is_program(user_agent[:_UA_MAX]) else Kind.PERSON


def client_ip(peer: str, forwarded: str, trusted: int) -> str:
    """The address the outermost of our own `trusted` proxies saw; without any, the peer's.

    What stands further left in X-Forwarded-For was written by the visitor and proves nothing.
    """
    hops = [h.strip() for h in forwarded.split(",") if h.strip()]
    if not trusted or not hops:
        return peer
    return hops[-min(trusted, len(hops))]


def network(ip: str) -> bytes:
    """IPv4 as it is, IPv6 by its /64: a household's devices rotate through the rest."""
    try:
        found = ipaddress.ip_address(ip.split("%", 1)[0])
    except ValueError:
        return b"?"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return found.ipv4_mapped.packed
        return found.packed[:8]
    return found.packed


def visitor(salt: bytes, brand_id: UUID, ip: str, user_agent: str) -> int:
    """The day's number of a visitor of one brand, a signed 64-bit integer."""
    digest = hashlib.blake2b(key=salt[:64], digest_size=8)
    digest.update(brand_id.bytes + network(ip) + b"\0")
    digest.update(user_agent[:_UA_MAX].encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "big", signed=True)


def day_in(zone: str, now: datetime) -> date:
    """The day on the brand's wall."""
    return now.astimezone(ZoneInfo(zone)).date()


def salt_for(day: date) -> bytes:
    """The day's salt; the first who asks makes it."""
    row, _ = Salt.objects.get_or_create(day=day, defaults={"value": secrets.token_bytes(32)})
    return bytes(row.value)


def forget_salts(now: datetime) -> int:
    """Delete the salts of days that are over for every brand of this desk."""
    zones = Brand.objects.values_list("zone", flat=True).distinct()
    oldest = min((day_in(zone, now) for zone in zones), default=now.date())
    return Salt.objects.filter(day__lt=oldest).delete()[0]


def of_request(request: HttpRequest, brand_id: UUID, zone: str, now: datetime) -> tuple[int, Kind]:
    """The visitor and kind behind a Django request."""
    meta: Mapping[str, str] = request.META
    agent = meta.get("HTTP_USER_AGENT", "")
    ip = client_ip(
        meta.get("REMOTE_ADDR", ""),
        meta.get("HTTP_X_FORWARDED_FOR", ""),
        settings.TRUSTED_PROXIES,
    )
    number = visitor(salt_for(day_in(zone, now)), brand_id, ip, agent)
    return number, kind(agent, meta.get("HTTP_COOKIE", ""))
