"""The clock rings once for what is due, again for what nobody answered, and frees what the dead held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.publishing.paper import Paper, Watch
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.people.models import Brand, User
from xiaobian.publishing import clock, engine, sweep, verbs
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import right_now
from xiaobian.publishing.states import State


def jobs() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, lock, args ->> 'delivery_id' FROM procrastinate_jobs ORDER BY id"
        )
        return cursor.fetchall()


def seize_all_jobs(worker_seen_seconds_ago: int) -> None:
    """A worker takes every job, and was last alive so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [worker_seen_seconds_ago],
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])


@pytest.fixture
def delivery(draft: Draft, account: Account, jing: User, watch: Watch) -> Delivery:
    return verbs.promise(draft, account, right_now("Asia/Shanghai", watch()), jing, watch())


def test_a_due_post_is_rung_once_with_its_account_as_the_lock(
    delivery: Delivery, watch: Watch
) -> None:
    assert clock.ring_ripe(watch()) == 1
    assert clock.ring_ripe(watch()) == 0
    assert jobs() == [("publishing.keep", f"account:{delivery.account_id}", str(delivery.pk))]


def test_nothing_is_rung_before_its_moment(delivery: Delivery, watch: Watch, jing: User) -> None:
    verbs.move(delivery, right_now("Asia/Shanghai", watch() + timedelta(hours=1)), jing, watch())
    assert clock.ring_ripe(watch()) == 0
    watch.wind(hours=1)
    assert clock.ring_ripe(watch()) == 1


def test_a_ring_that_nobody_answered_is_repeated(delivery: Delivery, watch: Watch) -> None:
    clock.ring_ripe(watch())
    watch.wind(seconds=31)
    assert clock.ring_ripe(watch()) == 1


def test_what_a_dead_worker_was_sending_is_asked_about_and_its_lock_is_free(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    clock.ring_ripe(watch())
    engine.claim(delivery.pk, watch())
    seize_all_jobs(worker_seen_seconds_ago=sweep.DEAD_AFTER + 1)
    assert sweep.dead_workers(watch()) == 1
    assert jobs() == []
    assert Delivery.objects.get().state == State.UNKNOWN
    assert clock.ring_unsettled(watch()) == 1
    assert engine.ask(delivery.pk, watch) is State.SCHEDULED
    assert engine.keep(delivery.pk, watch) is State.SENT
    assert paper.hung == 1


def test_what_a_dead_worker_had_not_begun_is_rung_again_at_once(
    delivery: Delivery, watch: Watch
) -> None:
    clock.ring_ripe(watch())
    seize_all_jobs(worker_seen_seconds_ago=sweep.DEAD_AFTER + 1)
    sweep.dead_workers(watch())
    assert clock.ring_ripe(watch()) == 1


def test_a_send_that_no_job_works_on_any_more_is_asked_about_soon(
    delivery: Delivery, watch: Watch
) -> None:
    engine.claim(delivery.pk, watch())
    assert sweep.abandoned(watch()) == 0
    watch.wind(seconds=11)
    assert sweep.abandoned(watch()) == 1
    assert Delivery.objects.get().state == State.UNKNOWN


def test_a_slow_send_whose_job_still_runs_is_left_alone(delivery: Delivery, watch: Watch) -> None:
    clock.ring_ripe(watch())
    engine.claim(delivery.pk, watch())
    seize_all_jobs(worker_seen_seconds_ago=1)
    watch.wind(seconds=60)
    assert sweep.abandoned(watch()) == 0


def test_a_living_worker_is_left_alone(delivery: Delivery, watch: Watch) -> None:
    clock.ring_ripe(watch())
    engine.claim(delivery.pk, watch())
    seize_all_jobs(worker_seen_seconds_ago=2)
    assert sweep.dead_workers(watch()) == 0
    assert Delivery.objects.get().state == State.SENDING


def test_a_post_is_prepared_once_before_its_moment(
    delivery: Delivery, watch: Watch, jing: User
) -> None:
    verbs.move(delivery, right_now("Asia/Shanghai", watch() + timedelta(minutes=9)), jing, watch())
    assert clock.ring_unprepared(watch()) == 1
    assert clock.ring_unprepared(watch()) == 0


def test_the_clock_sleeps_to_the_next_moment_and_never_longer_than_its_nap(
    draft: Draft, account: Account, jing: User
) -> None:
    now = clock.clock.now()
    assert clock.tick(now) == clock.NAP
    verbs.promise(draft, account, right_now("UTC", now + timedelta(seconds=2)), jing, now)
    assert 0 < clock.tick(now) <= 2


def test_posts_of_one_account_are_rung_one_after_the_other(
    brand: Brand, account: Account, jing: User, watch: Watch, paper: Paper
) -> None:
    moment = right_now("Asia/Shanghai", watch())
    for n in range(3):
        one = Draft.start(brand, jing, watch(), title=f"第{n}篇", text="正文")
        verbs.promise(one, account, moment, jing, watch())
    for _ in range(3):
        assert clock.ring_ripe(watch()) == 1
        assert clock.ring_ripe(watch()) == 0
        rung = Delivery.objects.get(rung_at__isnull=False)
        assert engine.keep(rung.pk, watch) is State.SENT
    assert clock.ring_ripe(watch()) == 0
    assert paper.hung == 3


def test_the_clock_does_not_spin_while_an_account_is_at_work(
    draft: Draft, account: Account, jing: User
) -> None:
    now = clock.clock.now()
    verbs.promise(draft, account, right_now("UTC", now), jing, now)
    second = Draft.start(draft.brand, jing, now, title="第二篇", text="正文")
    waiting = verbs.promise(second, account, right_now("UTC", now), jing, now)
    clock.tick(now)
    rung = Delivery.objects.exclude(pk=waiting.pk).get()
    assert engine.claim(rung.pk, now)
    assert clock.tick(now) == clock.NAP


def test_an_account_that_is_busy_does_not_hold_up_the_others(
    brand: Brand, draft: Draft, account: Account, jing: User, watch: Watch
) -> None:
    other = Account.objects.create(brand=brand, kind="paper", name="另一面墙", health="ok")
    account.free_at = watch() + timedelta(minutes=5)
    account.save()
    moment = right_now("Asia/Shanghai", watch())
    verbs.promise(draft, account, moment, jing, watch())
    free = verbs.promise(draft, other, moment, jing, watch())
    clock.ring_ripe(watch())
    assert [job[2] for job in jobs()] == [str(free.pk)]
