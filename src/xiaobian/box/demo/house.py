"""The brand, its people, its accounts and its pictures."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

import httpx
from django.conf import settings
from django.contrib.auth.hashers import make_password

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Door, Profile
from xiaobian.accounts.registry import connector
from xiaobian.accounts.verbs import open_brand
from xiaobian.box.demo import EMAIL, PASSWORD, pictures
from xiaobian.box.demo.platforms import empty, introduce
from xiaobian.connectors.fakes import FakeTransport
from xiaobian.kernel import events
from xiaobian.kernel.secrets import Seal
from xiaobian.media import verbs as media
from xiaobian.media.models import Asset
from xiaobian.people.access import Role
from xiaobian.people.models import Brand, Member, User
from xiaobian.site.models import Site
from xiaobian.site.verbs import change_site

HANDLE, APP_PASSWORD = "shanye.tea.example", "fake-app-password"
_TEAM = (
    ("jing", "阿静", EMAIL, Role.OWNER),
    ("lin", "小林", "lin@example.com", Role.WRITER),
    ("zhou", "老周", "zhou@example.com", Role.REVIEWER),
    ("mei", "美编", "mei@example.com", Role.DESIGNER),
    ("fu", "客服", "fu@example.com", Role.SERVICE),
    ("fen", "分析", "fen@example.com", Role.ANALYST),
)
_ABOUT = """山野茶是一间小茶铺，开在老城的巷子里，楼下卖茶，楼上喝茶。

我们每年进山六次，只卖自己走到过的园子里的茶。每一包背面写着三样东西：谁做的、哪个村、哪一天。

*Shanye Tea is a small tea house. We walk to every garden we buy from, and print the maker's name,
the village and the day on every bag.*

营业时间：每天上午十点到晚上八点，周一下午休息。
"""


@dataclass(frozen=True)
class House:
    """Everything that stands before the first text is written."""

    brand: Brand
    people: Mapping[str, User]
    accounts: Mapping[str, Account]
    pictures: Mapping[str, Asset]


def build(address: str, began: datetime, now: datetime) -> House:
    """Found the brand at `began`; `address` is where the fake platforms listen."""
    secret = make_password(PASSWORD)  # once: making it slow is its purpose
    users = {
        key: User.objects.create(email=email, name=name, password=secret)
        for key, name, email, _role in _TEAM
    }
    jing = users["jing"]
    brand = open_brand(
        "山野茶", jing, began, slug="shanye", zone="Asia/Shanghai", language="zh-hans"
    )
    changes = {
        "accent": "#c4331f",
        "reviewers_required": 1,
        "tagline": "走到过的山，才卖那里的茶",
        "audience": "二十五到四十五岁，刚开始喝茶，或者喝了很多年但不想听玄学的人。",
        "tone": "像在柜台后面说话：短句，具体，不吹。不写功效，不用“最”。",
    }
    brand.change(changes, jing, began + timedelta(hours=1))
    for n, (key, _name, _email, role) in enumerate(_TEAM[1:], 1):
        _join(brand, users[key], role, began + timedelta(days=n))
    change_site(
        Site.of(brand, began), jing, began + timedelta(hours=2), title="山野茶", about=_ABOUT
    )
    accounts = {"site": brand.accounts.get(), "bluesky": _bluesky(brand, jing, address, began, now)}
    _slots(accounts, jing, began)
    return House(brand, users, accounts, _library(brand, users["mei"], began))


def _join(brand: Brand, user: User, role: Role, at: datetime) -> None:
    member = Member.objects.create(brand=brand, user=user, role=role)
    events.record("member.joined", brand_id=brand.pk, by=user, at=at, subject=member, role=role)


def _bluesky(brand: Brand, by: User, address: str, began: datetime, now: datetime) -> Account:
    """Sign in at a fake in this process; the one beside the desk knows the same account."""
    config = {"service": address, "handle": HANDLE, "web": address}
    account = Account(brand=brand, kind="bluesky", config=config, position=1)
    kept: dict[str, object] = {}
    fake = empty()
    introduce(fake, HANDLE, APP_PASSWORD, brand.name)
    with httpx.Client(transport=FakeTransport(fake)) as client:
        door = Door(client, config, {}, kept.update, settings.PUBLIC_URL)
        typed = {"service": address, "handle": HANDLE, "password": APP_PASSWORD}
        profile = connector("bluesky").connect(door, typed)  # type: ignore[attr-defined]
    assert isinstance(profile, Profile), profile
    account.know(profile)
    account.sealed = Seal(settings.SECRET_KEY).close(kept)
    account.health, account.checked_at = "ok", now
    account.save(force_insert=True)
    events.record(
        "account.connected", brand_id=brand.pk, by=by, at=began, subject=account, kind="bluesky"
    )
    return account


def _slots(accounts: Mapping[str, Account], by: User, at: datetime) -> None:
    for account in accounts.values():
        account.add_slots([1], time(12, 10), by, at)
        account.add_slots([5], time(10, 0), by, at)
    accounts["bluesky"].add_slots([0, 2, 3, 4], time(20, 30), by, at)


def _library(brand: Brand, by: User, began: datetime) -> dict[str, Asset]:
    found: dict[str, Asset] = {}
    random = Random("library")
    for n, (name, (alt, *_rest)) in enumerate(pictures.PICTURES.items()):
        at = began + timedelta(days=2 + n // 4, minutes=random.randrange(500))
        asset = media.add(brand, by, io.BytesIO(pictures.paint(name)), f"{alt}.jpg", at)
        if name != "roof":  # one is left without a description, as it happens
            media.describe(asset, alt, by, at + timedelta(minutes=3))
        found[name] = asset
    return found
