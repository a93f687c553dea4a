"""Outgoing mail: through the configured server, else kept for an owner to pass on.

Nothing of the desk waits for mail: an invitation is a link, and a link to set a new password that
could not be sent stands on the owner's page.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from xiaobian.kernel import clock
from xiaobian.kernel.secrets import Seal
from xiaobian.people.models import KeptMail, User

TIMEOUT = 15  # seconds until a mail server that does not answer is given up
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Backend(BaseEmailBackend):
    """Sends what it can and keeps the rest; it never fails the page that wrote the mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not settings.MAIL_URL:
            return _keep_all(email_messages, _("No mail server is configured."))
        try:
            with smtp(settings.MAIL_URL) as server:
                return server.send_messages(email_messages) or 0
        except (OSError, smtplib.SMTPException) as error:
            return _keep_all(email_messages, str(error) or type(error).__name__)


def smtp(url: str) -> EmailBackend:
    """The way to a server: `smtp://` upgrades to TLS, `smtps://` begins with it.

    `?starttls=no` sends in clear; on this machine itself that is the rule.
    """
    parts = urlsplit(url)
    host, wrapped = parts.hostname or "localhost", parts.scheme == "smtps"
    clear = host in _LOOPBACK or parse_qs(parts.query).get("starttls") == ["no"]
    return EmailBackend(
        host=host,
        port=parts.port or (465 if wrapped else 587),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=wrapped,
        use_tls=not wrapped and not clear,
        timeout=TIMEOUT,
        fail_silently=False,
    )


def _keep_all(mails: Sequence[EmailMessage], why: str) -> int:
    now = clock.now()
    KeptMail.objects.forget_old(now)
    seal = Seal(settings.SECRET_KEY)
    kept = [
        KeptMail(
            to=user,
            subject=mail.subject[:300],
            sealed=seal.close({"body": str(mail.body)}),
            why=why[:300],
            at=now,
        )
        for mail in mails
        for user in User.objects.filter(email__in=mail.recipients())
    ]
    KeptMail.objects.bulk_create(kept)
    return len(kept)
