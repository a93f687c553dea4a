"""Who may come in: sign-up by the configured rule, and invitations carried through it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from xiaobian.people.models import Invitation, User

_INVITED = "invitation"
_LOCK = 7_310_001  # any number, the same in every process


def desk_is_empty() -> bool:
    """Whether nobody has signed up yet."""
    return not User.objects.exists()


def may_sign_up(request: HttpRequest, now: datetime) -> bool:
    """The first person always; later ones by invitation, or freely where the desk is open."""
    if settings.SIGN_UP == "open" or invitation_of(request, now) is not None:
        return True
    return desk_is_empty()


def sign_in_url(request: HttpRequest) -> str:
    """Where to sign in and come back; on an empty desk, where the first person signs up."""
    if desk_is_empty():
        return "/account/signup/"
    return f"/account/login/?{urlencode({'next': request.get_full_path()})}"


def lock_sign_up() -> None:
    """Let only one sign-up of the whole desk pass at a time, so that only one can be the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def carry(request: HttpRequest, token: str) -> None:
    """Remember through sign-up or sign-in which invitation led here."""
    request.session[_INVITED] = token


def invitation_of(request: HttpRequest, now: datetime) -> Invitation | None:
    """The open invitation this visitor came with."""
    token = request.session.get(_INVITED)
    found = Invitation.objects.by_token(token) if token else None
    return found if found and found.open(now) else None


def forget_invitation(request: HttpRequest) -> None:
    """The invitation has served."""
    request.session.pop(_INVITED, None)
