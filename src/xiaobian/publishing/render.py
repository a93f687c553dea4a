"""From a version to what one account will show, and from that to the post a connector sends."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Post, Upload
from xiaobian.drafts.models import Draft, Version
from xiaobian.drafts.rendering import render
from xiaobian.media.verbs import upload_for
from xiaobian.people.models import User
from xiaobian.publishing.models import Delivery, Rendition
from xiaobian.typeset.rendition import Rendition as RenditionValue

_IN_HTML = re.compile(r'src="(media:[0-9a-f-]{36})"')


def freeze(draft: Draft, account: Account, by: User, now: datetime) -> Rendition:
    """The rendition row of what the draft says now; made once per version and account."""
    version = draft.keep_version(by, now)
    return frozen(version, account)


def frozen(version: Version, account: Account) -> Rendition:
    """The rendition row of a version, made if it is missing."""
    found = Rendition.objects.filter(version=version, account=account).first()
    if found:
        return found
    value = render(version.content, account.pk, account.manifest)
    row, _ = Rendition.objects.get_or_create(
        version=version, account=account, defaults={"body": value.to_json()}
    )
    return row


def post_of(delivery: Delivery) -> Post:
    """Everything that decides what the platform will store, with the files made ready.

    Raises media.verbs.NotReady when a picture is gone or can't be made to fit the platform.
    """
    value = delivery.rendition.value
    manifest = delivery.account.manifest
    uploads: dict[str, Upload] = {}
    for picture in _pictures(value):
        if picture.startswith("media:") and picture not in uploads:
            uploads[picture] = upload_for(picture, manifest, brand_id=delivery.brand_id)
    assert delivery.identified_at
    return Post(
        identity=delivery.identity,
        rendition=replace(value, remarks=()),
        created_at=delivery.identified_at,
        uploads=uploads,
        staged=delivery.staged,
    )


def _pictures(value: RenditionValue) -> list[str]:
    in_parts = [p.ref for p in value.pictures]
    return in_parts + _IN_HTML.findall(value.html) + ([value.cover] if value.cover else [])
