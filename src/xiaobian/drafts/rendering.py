"""From a draft's content to what one account will show, with everything the writer should know."""

from __future__ import annotations

from dataclasses import replace

from xiaobian.accounts.port import Manifest
from xiaobian.drafts.content import Content
from xiaobian.typeset import check, typeset
from xiaobian.typeset.rendition import Rendition


def render(content: Content, account_id: object, manifest: Manifest) -> Rendition:
    """Typeset `content` as an account of this platform shows it; limits broken are remarks too."""
    own = content.for_account(account_id)
    limits = [(limit.name, limit.maximum, limit.measure) for limit in manifest.limits]
    made = typeset(
        own.text,
        manifest.layout,
        title=own.title,
        tags=own.tags,
        language=own.language,
        limits=limits,
    )
    known = {(r.code, r.line) for r in made.remarks}
    more = [r for r in check(made, limits) if (r.code, r.line) not in known]
    return replace(made, remarks=(*made.remarks, *more))
