"""How the trail tells what happened to the brand's own site."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"site": _("Site"), "comment": _("Comments")}

SENTENCES = {
    "site.changed": _("{actor} changed the site: {fields}"),
    "site.domain_verified": _("{actor} found that the own domain leads here"),
    "comment.approved": _("{actor} approved a comment: {subject}"),
    "comment.hidden": _("{actor} hid a comment: {subject}"),
    "comment.undecided": _("{actor} took back what was decided about a comment: {subject}"),
}
