"""From a version to what one account will show, and from that to the post a connector sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Post
from xiaobian.drafts.models import Draft, Version
from xiaobian.drafts.rendering import render
from xiaobian.media.models import REF, asset_id
from xiaobian.media.verbs import upload_for
from xiaobian.people.models import User
from xiaobian.publishing.models import Delivery, Rendition


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
    # Renditions name library pictures by their bare id.
    uploads = {
        ref: upload_for(f"{REF}{ref}", manifest, brand_id=delivery.brand_id)
        for ref in value.media
        if asset_id(f"{REF}{ref}")
    }
    assert delivery.identified_at
    return Post(
        identity=delivery.identity,
        rendition=replace(value, remarks=()),
        created_at=delivery.identified_at,
        uploads=uploads,
        staged=delivery.staged,
        card=delivery.card,
    )
