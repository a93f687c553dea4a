"""How the trail tells what happened to drafts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"draft": _("Drafts")}

SENTENCES = {
    "draft.started": _("{actor} started “{subject}”"),
    "draft.saved": _("{actor} kept version {version} of “{subject}”"),
    "draft.restored": _("{actor} took “{subject}” back to version {version}"),
    "draft.aimed": _("{actor} meant “{subject}” for {accounts}"),
    "draft.archived": _("{actor} put “{subject}” away"),
    "draft.brought_back": _("{actor} brought “{subject}” back"),
}
