"""What the small figures beside the places count. One query each; they run on every page."""

from __future__ import annotations

from django.http import HttpRequest

from xiaobian.accounts.models import Account
from xiaobian.site.models import Comment
from xiaobian.web.today import waiting


def today(request: HttpRequest) -> int:
    """What the page Today says waits for this person."""
    return waiting(request.member)


def accounts(request: HttpRequest) -> int:
    """Accounts that must be connected again."""
    return Account.objects.of(request.brand).filter(health="reconnect").count()


def comments(request: HttpRequest) -> int:
    """Readers' comments that nobody decided on."""
    return Comment.objects.of(request.brand).waiting().count()
