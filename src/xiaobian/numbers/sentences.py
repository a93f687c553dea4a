"""How the trail tells what happened to short links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"link": _("Short links")}

SENTENCES = {
    "link.made": _("{actor} made the short link {subject}"),
    "link.retired": _("{actor} switched the short link {subject} off"),
    "link.revived": _("{actor} switched the short link {subject} on again"),
}
