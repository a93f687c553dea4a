"""The brand's accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from xiaobian.accounts import verbs
from xiaobian.accounts.models import Account
from xiaobian.api.door import Needs
from xiaobian.api.schemas import AccountOut
from xiaobian.kernel import clock
from xiaobian.people.access import Act

router = Router(tags=["accounts"])


@router.get("", response=list[AccountOut], auth=Needs(Act.SEE))
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    """Every connected account."""
    return [_out(a) for a in Account.objects.of(request.brand)]


@router.get("/{account_id}", response=AccountOut, auth=Needs(Act.SEE))
def show(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """One account."""
    return _out(_account(request, account_id))


@router.post("/{account_id}/check", response=AccountOut, auth=Needs(Act.CONNECT))
def check(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """Ask the platform whether the account's rights still work."""
    account = _account(request, account_id)
    verbs.check(account, clock.now())
    account.refresh_from_db()
    return _out(account)


def _account(request: HttpRequest, account_id: UUID) -> Account:
    return get_object_or_404(Account.objects.of(request.brand), pk=account_id)


def _out(account: Account) -> dict[str, Any]:
    kept = ("kind", "name", "handle", "url", "health", "health_note")
    abilities = sorted(account.manifest.capabilities)
    return {"id": account.pk, "capabilities": abilities} | {k: getattr(account, k) for k in kept}
