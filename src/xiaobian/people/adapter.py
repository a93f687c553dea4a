"""Where allauth asks us: who may sign up, where people land, how its secrets are kept."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from xiaobian.kernel import clock, events
from xiaobian.kernel.secrets import Seal
from xiaobian.people.devices import device
from xiaobian.people.entry import may_sign_up
from xiaobian.people.links import public_path, public_url


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by the desk's rule; people sign in by e-mail and are called by their name."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return may_sign_up(request, clock.now())

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        user.name = form.cleaned_data.get("name", "")
        user.language = form.cleaned_data.get("language", "")
        return super().save_user(request, user, form, commit)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # Not from the request's Host header, which whoever asks for the mail may choose.
        uid, _, rest = key.partition("-")
        return public_url(public_path("account_reset_password_from_key", uid, rest))

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        note(user, "signed_in", device=device(self.get_http_user_agent(request)))
        return super().post_login(request, user, **kwargs)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any
    ) -> None:
        """Allauth tells here of every change of a password or a second step: it goes on the trail."""
        note(user, template_prefix.rpartition("/")[2])
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def format_email_subject(self, subject: str) -> str:
        return f"小编 · {subject}"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing after sign-in and sign-out: the page that opens says it."""
        template = kwargs.get("message_template") or (args[2] if len(args) > 2 else "")
        if template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(*args, **kwargs)


def note(user: Any, what: str, **data: str) -> None:
    """Write what a person did with their sign-in on the trail of every brand they work for."""
    now = clock.now()
    with transaction.atomic():
        for brand_id in user.memberships.values_list("brand_id", flat=True):
            events.record(
                f"person.{what}", brand_id=brand_id, by=user, at=now, subject=user, **data
            )


class MfaAdapter(DefaultMFAAdapter):
    """TOTP keys and recovery seeds are sealed; passkeys are bound to the desk's own name."""

    def encrypt(self, text: str) -> str:
        return Seal(settings.SECRET_KEY).close({"text": text}).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return str(Seal(settings.SECRET_KEY).open(encrypted_text.encode())["text"])

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Xiaobian 小编"}
