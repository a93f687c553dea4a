"""How the trail tells how drafts were reviewed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"review": _("Review links")}

SENTENCES = {
    "draft.submitted": _("{actor} asked for review of “{subject}”, version {version}"),
    "draft.review_withdrawn": _("{actor} took the request for review of “{subject}” back"),
    "draft.approved": _("{actor} approved “{subject}”, version {version}"),
    "draft.returned": _("{actor} returned “{subject}”, version {version}: {reason}"),
    "review.link_made": _("{actor} made a review link to “{subject}” for {name}"),
    "review.link_revoked": _("{actor} ended the review link to “{subject}” for {name}"),
}
