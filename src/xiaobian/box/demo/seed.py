"""Filling an empty demonstration desk, in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random
from time import monotonic

from django.db import connection, transaction
from django.db.models import F, Func, Value

from xiaobian.accounts.models import Account
from xiaobian.box.demo import content, house, plan
from xiaobian.box.demo.history import Historian, Out
from xiaobian.box.demo.ledger import Ledger
from xiaobian.box.demo.plan import BOTH, Piece
from xiaobian.box.demo.present import Present
from xiaobian.box.demo.readers import Public
from xiaobian.numbers import partitions
from xiaobian.people.entry import desk_is_empty, lock_sign_up
from xiaobian.publishing.models import Delivery

Say = Callable[[str], None]


def seed(address: str, now: datetime, say: Say = lambda line: None) -> bool:
    """Fill the desk unless somebody is here already; `address` is where the fakes listen.

    Whatever interrupts it leaves an empty desk, so that the next start can begin anew.
    """
    with transaction.atomic():
        lock_sign_up()
        if not desk_is_empty():
            return False
        _fill(address, now, _timed(say))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the first pages are planned for empty tables
    return True


def point(address: str) -> int:
    """Lead everything to where the fakes listen now; returns how many accounts were moved."""
    moved = 0
    for account in Account.objects.filter(kind="bluesky"):
        old = account.config.get("service", "")
        if old == address or "//127.0.0.1:" not in old:
            continue
        with transaction.atomic():
            account.config |= {"service": address, "web": address}
            account.url = account.url.replace(old, address)
            account.save(update_fields=["config", "url"])
            account.keep(account.secrets | {"service": address, "pds": address})
            there = Delivery.objects.filter(account=account, url__startswith=old)
            there.update(url=Func(F("url"), Value(old), Value(address), function="replace"))
        moved += 1
    return moved


def _fill(address: str, now: datetime, say: Say) -> None:
    began = now - timedelta(weeks=plan.WEEKS + 2)
    random = Random(plan.SEED)
    partitions.make(began.date(), (now + partitions.AHEAD).date())
    home = house.build(address, began, now)
    say(f"{home.brand}: {len(home.people)} people, {len(home.pictures)} pictures")
    ledger = Ledger(home.brand, random)
    outs = _publish(Historian(home, ledger), [*plan.year(now, random), _this_morning(now)])
    say(f"{len({o.delivery.draft_id for o in outs})} texts, published {len(outs)} times")
    public = Public(home, ledger, now)
    public.come(outs)
    rows = ledger.write()
    public.fold()
    say(f"{rows} rows about readers, clicks and comments")
    Present(home, now).lay_out()
    say("a draft in every state on the desk")


def _publish(historian: Historian, pieces: list[Piece]) -> list[Out]:
    with historian.stack:
        return [out for piece in pieces for out in historian.publish(piece)]


def _this_morning(now: datetime) -> Piece:
    """One post of the last hours, whatever weekday it is."""
    text = next(t for t in content.read("recent"))
    moment = plan.last(time(9, 30), now - timedelta(hours=1))
    return Piece(text, moment, BOTH, 1.2)


def _timed(say: Say) -> Say:
    began = monotonic()

    def told(line: str) -> None:
        nonlocal began
        say(f"{line:<48} {monotonic() - began:5.1f} s")
        began = monotonic()

    return told
