"""What the small figures beside the places count. One query each; they run on every page."""

from __future__ import annotations

from django.http import HttpRequest

from xiaobian.accounts.models import Account
from xiaobian.publishing.models import Delivery
from xiaobian.site.models import Comment


def today(request: HttpRequest) -> int:
    """Deliveries that only a person can move on."""
    return Delivery.objects.of(request.brand).waiting_for_a_person().count()


def accounts(request: HttpRequest) -> int:
    """Accounts that must be connected again."""
    return Account.objects.of(request.brand).filter(health="reconnect").count()


def comments(request: HttpRequest) -> int:
    """Readers' comments that nobody decided on."""
    return Comment.objects.of(request.brand).waiting().count()
