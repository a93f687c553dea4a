"""What waits on an account, asked of the floors above without knowing them.

Any installed package may have a module `waiting` with a function `on_accounts(ids)` that maps account
ids to how many of its promises wait there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from uuid import UUID

from django.apps import apps

Answer = Callable[[Collection[UUID]], Mapping[UUID, int]]


def on_accounts(ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many promises wait on each of these accounts; accounts without any are left out."""
    total: Counter[UUID] = Counter()
    for answer in _answers():
        total.update(answer(ids))
    return total


@cache
def _answers() -> tuple[Answer, ...]:
    found = []
    for app in apps.get_app_configs():
        name = f"{app.name}.waiting"
        if app.name != "xiaobian.accounts" and app.name.startswith("xiaobian.") and find_spec(name):
            found.append(import_module(name).on_accounts)
    return tuple(found)
