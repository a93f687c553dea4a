"""How the trail tells what happened to pictures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"media": _("Media")}

SENTENCES = {
    "media.added": _("{actor} added {subject}"),
    "media.described": _("{actor} described {subject}: {alt}"),
    "media.removed": _("{actor} removed {subject}"),
    "media.restored": _("{actor} restored {subject}"),
}
