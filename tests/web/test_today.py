"""Today says what waits for this person, and the figure in the navigation says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.conftest import Desk
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people.models import Brand, User
from xiaobian.publishing import verbs
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import right_now
from xiaobian.publishing.states import State
from xiaobian.review import verbs as review
from xiaobian.web.today import day_of, waiting

Seat = Callable[[User | None], Desk]


@pytest.fixture
def account(brand: Brand) -> Account:
    return Account.objects.create(brand=brand, kind="site", name="山野茶", health="reconnect")


@pytest.fixture
def draft(brand: Brand, lin: User, now: datetime) -> Draft:
    return Draft.start(brand, lin, now, title="雪天煮茶", text="山泉也好。")


def told(user: User) -> tuple[int, int]:
    member = user.memberships.get()
    return waiting(member), day_of(member, clock.now()).waiting


def test_each_person_is_told_what_waits_for_them_and_nothing_else(
    brand: Brand, draft: Draft, account: Account, jing: User, lin: User, zhou: User, now: datetime
) -> None:
    Brand.objects.update(reviewers_required=1)
    review.submit(draft, lin, "请看", now)
    verbs.promise(draft, account, right_now(brand.zone, now), jing, now)
    Delivery.objects.update(state=State.MISSED)
    assert told(jing) == (3, 3)  # the review, the missed post, the account
    assert told(zhou) == (1, 1)  # the review
    assert told(lin) == (0, 0)


def test_a_returned_draft_waits_for_its_writer_until_it_is_sent_in_again(
    draft: Draft, lin: User, zhou: User, now: datetime
) -> None:
    Brand.objects.update(reviewers_required=1)
    review.submit(draft, lin, "", now)
    review.return_(draft.versions.first(), zhou, "第二段太长", now)
    assert told(lin) == (1, 1)
    draft.refresh_from_db()
    review.submit(draft, lin, "", now + timedelta(minutes=1))
    assert told(lin) == (0, 0)


def test_the_first_day_leads_to_the_first_post(desk: Seat, jing: User) -> None:
    page = desk(jing).get("/desk/", headers={"accept-language": "en"}).content.decode()
    assert "Your desk is ready" in page
    assert "/desk/drafts/new/" in page


def test_a_full_day_costs_a_fixed_number_of_queries(
    desk: Seat,
    brand: Brand,
    account: Account,
    jing: User,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    now = clock.now()
    for n in range(30):
        one = Draft.start(brand, jing, now, title=f"第{n}篇", text="正文")
        verbs.promise(one, account, right_now(brand.zone, now), jing, now)
    seat = desk(jing)
    with django_assert_max_num_queries(20):
        page = seat.get("/desk/")
    assert page.status_code == 200


def test_outsiders_and_visitors_see_no_day(desk: Seat, brand: Brand, outsider: User) -> None:
    assert desk(outsider).get("/desk/").status_code == 404
    assert desk(None).get("/desk/").status_code == 302
