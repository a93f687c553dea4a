"""How the trail tells what people did with brands, members, invitations and tokens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "brand": _("Brand"),
    "member": _("Team"),
    "invitation": _("Invitations"),
    "token": _("API tokens"),
    "person": _("Sign-in"),
}

SENTENCES = {
    "brand.opened": _("{actor} opened the brand {subject}"),
    "brand.changed": _("{actor} changed the brand: {fields}"),
    "member.joined": _("{subject} joined as {role}"),
    "member.role_changed": _("{actor} made {subject} {role} (was {was})"),
    "member.removed": _("{actor} removed {subject} ({role})"),
    "member.left": _("{subject} left the brand"),
    "invitation.made": _("{actor} invited {subject} as {role}"),
    "invitation.revoked": _("{actor} revoked the invitation for {subject}"),
    "token.made": _("{actor} made the API token {subject} ({scopes})"),
    "token.revoked": _("{actor} revoked the API token {subject}"),
    "person.signed_in": _("{actor} signed in ({device})"),
    "person.password_changed": _("{actor} changed the password"),
    "person.password_set": _("{actor} set a password"),
    "person.password_reset": _("{actor} set a new password by link"),
    "person.totp_activated": _("{actor} turned on the authenticator app"),
    "person.totp_deactivated": _("{actor} turned off the authenticator app"),
    "person.recovery_codes_generated": _("{actor} made new recovery codes"),
    "person.webauthn_added": _("{actor} added a passkey"),
    "person.webauthn_removed": _("{actor} removed a passkey"),
}
