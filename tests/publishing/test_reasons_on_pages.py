"""A reason that a worker stored in English is read in 中文 on every page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import translation

from tests.conftest import Desk
from tests.publishing.paper import Watch
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Refused
from xiaobian.accounts.verbs import check
from xiaobian.connectors.bluesky.connector import _PARTLY
from xiaobian.drafts.models import Draft
from xiaobian.media.verbs import NotReady, upload_for
from xiaobian.people.models import Brand, User
from xiaobian.publishing import engine, verbs
from xiaobian.publishing.moment import right_now
from xiaobian.publishing.settle import settle
from xiaobian.publishing.states import State

Seat = Callable[[User | None], Desk]


@pytest.fixture
def chinese_jing(jing: User) -> User:
    jing.language = "zh-hans"
    jing.save()
    return jing


def test_a_missed_post_says_why_in_the_readers_language(
    desk: Seat, chinese_jing: User, draft: Draft, account: Account, watch: Watch, now: datetime
) -> None:
    delivery = verbs.promise(draft, account, right_now("Asia/Shanghai", now), chinese_jing, now)
    account.note_health("reconnect", "no app password is kept", now)
    engine.keep(delivery.pk, watch)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.note) == (
        State.MISSED,
        "The account must be connected again first.",
    )
    seat = desk(chinese_jing)
    paths = ("/desk/", f"/desk/publishing/{delivery.pk}/", f"/desk/publishing/drafts/{draft.pk}/")
    for path in (*paths, "/desk/people/trail/"):
        shown = seat.get(path).content.decode()
        assert "需要先重新连接账号。" in shown, path
        assert "must be connected" not in shown, path
    for path in ("/desk/", "/desk/accounts/", f"/desk/accounts/{account.pk}/"):
        assert "没有保存应用专用密码" in seat.get(path).content.decode(), path


def test_a_reason_with_figures_in_it_is_translated_around_them(
    desk: Seat, chinese_jing: User, draft: Draft, account: Account, now: datetime
) -> None:
    delivery = verbs.promise(draft, account, right_now("Asia/Shanghai", now), chinese_jing, now)
    engine.claim(delivery.pk, now)
    attempt = delivery.attempts.get()
    settle(attempt, Refused(_PARTLY.format(done=1, count=3, why="the answer was lost")), now)
    shown = desk(chinese_jing).get(f"/desk/publishing/{delivery.pk}/").content.decode()
    assert "共 3 条，已发出 1 条：没有收到平台的答复" in shown


def test_a_lost_picture_is_stored_in_english_whatever_language_the_worker_speaks(
    account: Account,
) -> None:
    ref = "media:00000000-0000-0000-0000-000000000000"
    with translation.override("zh-hans"), pytest.raises(NotReady) as lost:
        upload_for(ref, account.manifest, brand_id=account.brand_id)
    assert str(lost.value) == "A picture of this text is not in the library."


def test_checking_an_account_stores_english_from_a_chinese_page(
    brand: Brand, now: datetime
) -> None:
    account = Account.objects.create(brand=brand, kind="gone", name="旧墙报", health="ok")
    with translation.override("zh-hans"):
        check(account, now)
    account.refresh_from_db()
    assert account.health_note == "The connector for this platform is not installed."
