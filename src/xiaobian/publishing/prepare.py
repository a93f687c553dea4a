"""Before the moment: media uploaded, the token tried, so that the moment itself is one quick call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from xiaobian.accounts.doors import open_door
from xiaobian.accounts.port import Refused
from xiaobian.kernel import clock
from xiaobian.media.verbs import NotReady
from xiaobian.publishing.card import keep_card
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.render import post_of
from xiaobian.publishing.states import State

log = logging.getLogger(__name__)


def prepare(delivery_id: UUID, now: Callable[[], datetime] = clock.now) -> None:
    """Stage one scheduled delivery. What fails here is only noted: the moment will try again."""
    rows = Delivery.objects.select_related("brand", "draft", "account", "rendition__version")
    delivery = rows.filter(pk=delivery_id, state=State.SCHEDULED).first()
    if delivery is None or delivery.rendition.version.content_hash != delivery.draft.content_hash:
        return
    staged = _stage(delivery, now())
    if isinstance(staged, dict):
        Delivery.objects.filter(pk=delivery.pk, state=State.SCHEDULED).update(staged=staged)


def _stage(delivery: Delivery, now: datetime) -> object:
    connector = delivery.account.connector
    keep_card(delivery)
    try:
        with open_door(delivery.account) as door:
            delivery.identified_at = delivery.identified_at or now
            staged = connector.stage(door, post_of(delivery))
    except NotReady as error:
        _note(delivery, str(error))
        return None
    except Exception:
        log.exception("staging on %s failed", delivery.account.kind)
        return None
    if isinstance(staged, Refused):
        if staged.reconnect:
            delivery.account.note_health("reconnect", staged.why, now)
        _note(delivery, staged.why)
    return dict(staged) if isinstance(staged, dict) else staged


def _note(delivery: Delivery, why: str) -> None:
    Delivery.objects.filter(pk=delivery.pk, state=State.SCHEDULED).update(note=why[:1000])
