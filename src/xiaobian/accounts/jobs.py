"""Looking after the accounts once a day, so that a lost right is found before a post needs it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from xiaobian.accounts.models import Account
from xiaobian.accounts.verbs import check
from xiaobian.kernel import clock


@app.periodic(cron="23 * * * *")
@app.task(name="accounts.check_all", pass_context=False)
def check_all(timestamp: int) -> None:
    """Every hour, ring for the accounts that nobody has looked at for a day."""
    for pk in Account.objects.unchecked_since(clock.now()).values_list("pk", flat=True):
        check_one.defer(account=str(pk))


@app.task(name="accounts.check_one")
def check_one(account: str) -> None:
    """Check one account; nothing to do when it was taken off meanwhile."""
    if found := Account.objects.connected().select_related("brand").filter(pk=account).first():
        check(found, clock.now())
