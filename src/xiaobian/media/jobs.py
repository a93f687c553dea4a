"""Work on pictures behind the scenes. Every job may be lost, killed or run twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaobian.kernel import clock, events
from xiaobian.media.models import Asset
from xiaobian.media.sweep import sweep_folders
from xiaobian.media.variants import ensure, purposes


def prepare_later(asset: Asset) -> None:
    """Ring for the variants of a new original, in the caller's transaction."""
    prepare.defer(asset_id=str(asset.pk))


@app.task(queue="media", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def prepare(asset_id: str) -> None:
    """Make every variant that will be wanted: for pages, then for the brand's platforms.

    Repeating it makes only what is missing, so a killed job costs nothing but time.
    """
    asset = Asset.objects.filter(pk=UUID(asset_id)).first()
    if asset is None:
        return
    for purpose in purposes(asset):
        ensure(asset, purpose)
    finish(asset, clock.now())


def finish(asset: Asset, now: datetime) -> None:
    """Note that all is made, and tell open pages."""
    Asset.objects.filter(pk=asset.pk).update(prepared_at=now)
    events.tell(asset.brand_id, "media", asset.pk)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="media")
def ring_again(timestamp: int) -> None:
    """Ring for originals whose job was lost: the row is the promise, the job only its doorbell."""
    since = clock.now() - timedelta(minutes=10)
    for asset in Asset.objects.unprepared(since).order_by("made_at")[:100]:
        prepare_later(asset)


@app.periodic(cron="17 4 * * *")
@app.task(queue="media")
def sweep(timestamp: int) -> None:
    """Take away what crashes left behind: half uploads and unused copies."""
    sweep_folders(clock.now())
