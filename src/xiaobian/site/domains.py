"""Whether a brand's own domain leads to this desk: asked over the very way readers take."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from xiaobian.kernel import events
from xiaobian.kernel.http import open_client
from xiaobian.people.models import User
from xiaobian.site.middleware import PROOF, proof_of
from xiaobian.site.models import Site

SECONDS = 10.0
ELSEWHERE = gettext_noop("Something else answers there; the domain does not lead to this desk yet.")
SILENT = gettext_noop("Nothing answers there. DNS changes may take a few hours.")


def check_domain(site: Site, by: User, now: datetime) -> bool:
    """Ask the domain for what only this desk can say, and keep what was found."""
    asked = site.domain
    note = _ask(asked)
    with transaction.atomic():
        current = Site.objects.select_for_update().get(pk=site.pk)
        if not asked or current.domain != asked:  # changed meanwhile: this answer is about the past
            return False
        was = current.domain_verified_at
        current.domain_checked_at, current.domain_note = now, note
        # A check that fails once must not take a running site off its address.
        current.domain_verified_at = was or (None if note else now)
        if current.domain_verified_at != was:
            current.changed_at = now
            events.record(
                "site.domain_verified", brand_id=site.brand_id, by=by, at=now, subject=current
            )
        current.save()
    return not note


def _ask(domain: str) -> str:
    """'' when the domain leads here, else why not."""
    if not domain:
        return SILENT
    here = urlsplit(settings.PUBLIC_URL)
    port = f":{here.port}" if here.port else ""
    with open_client(allow_private=settings.OUTSIDE_ALLOW_PRIVATE, timeout=SECONDS) as http:
        try:
            answer = http.get(f"{here.scheme}://{domain}{port}{PROOF}")
            said = answer.text.strip() if answer.status_code == 200 else ""
        except Exception:  # whatever a stranger's server does, it does not lead here
            return SILENT
    return "" if said == proof_of(domain) else ELSEWHERE
