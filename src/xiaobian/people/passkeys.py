"""The form that adds a passkey, in the desk's words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    """Allauth's form; a key that signs in alone is what most people want, so that is preset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["name"].help_text = _("So that you know it again: “Laptop”, “blue key”.")
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without the password")
        alone.help_text = _(
            "The device then asks for your fingerprint, face or PIN. Without this, the key is only "
            "asked after the password."
        )
