"""A promise is kept once, in time, or a person is asked. The real engine on the real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.publishing.paper import Paper, Watch
from xiaobian.accounts.models import Account
from xiaobian.accounts.port import Sent
from xiaobian.drafts.models import Draft
from xiaobian.people.models import User
from xiaobian.publishing import clock, engine, settle, sweep, verbs
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.moment import right_now
from xiaobian.publishing.states import NotPossible, State


@pytest.fixture
def delivery(draft: Draft, account: Account, jing: User, watch: Watch) -> Delivery:
    return verbs.promise(draft, account, right_now("Asia/Shanghai", watch()), jing, watch())


def test_a_due_post_goes_out_and_its_attempt_was_written_before_the_call(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    seen: list[tuple[str, str]] = []
    paper.on_call = lambda: seen.append(
        (Delivery.objects.get().state, delivery.attempts.get().outcome)
    )
    assert engine.keep(delivery.pk, watch) is State.SENT
    assert seen == [("sending", "")]
    delivery.refresh_from_db()
    assert delivery.url == f"https://paper.example/{delivery.identity}"
    assert [a.outcome for a in delivery.attempts.all()] == ["sent"]


def test_a_second_ring_does_nothing(delivery: Delivery, paper: Paper, watch: Watch) -> None:
    engine.keep(delivery.pk, watch)
    assert engine.keep(delivery.pk, watch) is None
    assert paper.hung == 1


def test_nothing_goes_out_early(delivery: Delivery, paper: Paper, watch: Watch, jing: User) -> None:
    verbs.move(delivery, right_now("Asia/Shanghai", watch() + timedelta(minutes=1)), jing, watch())
    assert engine.keep(delivery.pk, watch) is None
    assert paper.wall == {}


def test_a_lost_answer_is_asked_about_and_never_sent_twice(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    paper.mishaps = ["lost_answer"]
    assert engine.keep(delivery.pk, watch) is State.UNKNOWN
    assert engine.keep(delivery.pk, watch) is None
    watch.wind(seconds=6)
    assert engine.ask(delivery.pk, watch) is State.SENT
    assert paper.calls == ["publish", "find"]
    assert paper.hung == 1


def test_a_post_that_is_provably_absent_is_sent_again_under_the_same_identity(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    paper.mishaps = ["reset_before"]
    engine.keep(delivery.pk, watch)
    first = Delivery.objects.get().identity
    watch.wind(seconds=6)
    assert engine.ask(delivery.pk, watch) is State.SCHEDULED
    assert engine.keep(delivery.pk, watch) is State.SENT
    assert list(paper.wall) == [first]


def test_a_platform_that_cannot_be_asked_leaves_it_to_a_person(
    delivery: Delivery,
    paper: Paper,
    watch: Watch,
    jing: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mute = paper.connector(findable=False)
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: mute)
    paper.mishaps = ["lost_answer"]
    engine.keep(delivery.pk, watch)
    assert engine.ask(delivery.pk, watch) is None
    delivery.refresh_from_db()
    assert delivery.state == State.ASKING
    verbs.say_it_is_there(delivery, "https://paper.example/1", jing, watch())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (State.SENT, "https://paper.example/1")


def test_saying_it_is_not_there_makes_it_due_again(
    delivery: Delivery, paper: Paper, watch: Watch, jing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mute = paper.connector(findable=False)
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: mute)
    paper.mishaps = ["reset_before"]
    engine.keep(delivery.pk, watch)
    engine.ask(delivery.pk, watch)
    verbs.say_it_is_not(Delivery.objects.get(), jing, watch())
    assert engine.keep(delivery.pk, watch) is State.SENT
    with pytest.raises(NotPossible):
        verbs.say_it_is_not(Delivery.objects.get(), jing, watch())


def test_a_platform_that_asks_to_wait_is_waited_for_and_its_account_with_it(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    paper.mishaps = ["wait"]
    assert engine.keep(delivery.pk, watch) is State.SCHEDULED
    assert engine.keep(delivery.pk, watch) is None
    assert clock.ring_ripe(watch()) == 0
    watch.wind(seconds=91)
    assert engine.keep(delivery.pk, watch) is State.SENT
    assert paper.calls.count("publish") == 2


def test_a_refusal_waits_for_a_person_and_a_revoked_right_marks_the_account(
    delivery: Delivery, paper: Paper, watch: Watch, account: Account, jing: User
) -> None:
    paper.mishaps = ["revoked"]
    assert engine.keep(delivery.pk, watch) is State.REFUSED
    account.refresh_from_db()
    assert account.health == "reconnect"
    account.note_health("ok", "", watch())
    verbs.move(delivery, right_now("Asia/Shanghai", watch()), jing, watch())
    assert engine.keep(delivery.pk, watch) is State.SENT


def test_a_bug_in_a_connector_counts_as_unknown(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    paper.mishaps = ["bug"]
    assert engine.keep(delivery.pk, watch) is State.UNKNOWN
    watch.wind(seconds=6)
    assert engine.ask(delivery.pk, watch) is State.SENT
    assert paper.hung == 1


def test_a_worker_that_dies_while_sending_leaves_an_unknown_that_is_asked_about(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    claimed = engine.claim(delivery.pk, watch())
    assert claimed
    watch.wind(seconds=121)
    assert sweep.expired(watch()) == 1
    assert Delivery.objects.get().state == State.UNKNOWN
    assert engine.ask(delivery.pk, watch) is State.SCHEDULED
    assert engine.keep(delivery.pk, watch) is State.SENT


def test_a_worker_thought_dead_that_comes_back_has_its_answer_heard_but_no_second_say(
    delivery: Delivery, watch: Watch
) -> None:
    claimed = engine.claim(delivery.pk, watch())
    assert claimed
    watch.wind(seconds=121)
    sweep.expired(watch())
    engine.ask(delivery.pk, watch)
    again = engine.claim(delivery.pk, watch())
    assert again
    late = settle.settle(claimed[1], Sent("late", "https://paper.example/late"), watch())
    assert late is None
    assert Delivery.objects.get().state == State.SENDING


def test_too_late_asks_instead_of_publishing(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    watch.wind(minutes=31)
    assert engine.keep(delivery.pk, watch) is None
    assert Delivery.objects.get().state == State.MISSED
    assert paper.calls == []


def test_an_unapproved_text_does_not_go_out(delivery: Delivery, paper: Paper, watch: Watch) -> None:
    delivery.brand.reviewers_required = 1
    delivery.brand.save()
    engine.keep(delivery.pk, watch)
    assert Delivery.objects.get().state == State.MISSED
    assert paper.calls == []


def test_what_goes_out_is_what_the_draft_says_at_its_moment(
    delivery: Delivery, paper: Paper, watch: Watch, draft: Draft, jing: User
) -> None:
    from dataclasses import replace

    changed = replace(draft.content, text="改过的正文。")
    draft.write(changed, by=jing, revision=draft.revision, now=watch())
    engine.keep(delivery.pk, watch)
    [post] = paper.wall.values()
    assert "改过的正文" in post.rendition.html


def test_a_text_that_may_already_be_out_is_not_replaced_by_a_later_one(
    delivery: Delivery, paper: Paper, watch: Watch, draft: Draft, jing: User
) -> None:
    from dataclasses import replace

    paper.mishaps = ["reset_before"]
    engine.keep(delivery.pk, watch)
    changed = replace(draft.content, text="改过的正文。")
    draft.write(changed, by=jing, revision=draft.revision, now=watch())
    watch.wind(seconds=6)
    engine.ask(delivery.pk, watch)
    engine.keep(delivery.pk, watch)
    [post] = paper.wall.values()
    assert "山泉" in post.rendition.html


def test_posts_of_one_account_keep_the_platforms_gap(
    draft: Draft,
    account: Account,
    jing: User,
    watch: Watch,
    paper: Paper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = paper.connector(gap=60)
    monkeypatch.setattr("xiaobian.accounts.models.connector", lambda kind: slow)
    second = Draft.start(draft.brand, jing, watch(), title="第二篇", text="正文")
    moment = right_now("Asia/Shanghai", watch())
    one = verbs.promise(draft, account, moment, jing, watch())
    two = verbs.promise(second, account, moment, jing, watch())
    assert engine.keep(one.pk, watch) is State.SENT
    assert engine.keep(two.pk, watch) is None
    assert clock.ring_ripe(watch()) == 0
    watch.wind(seconds=60)
    assert clock.ring_ripe(watch()) == 1
    assert engine.keep(two.pk, watch) is State.SENT


def test_two_people_pressing_publish_together_make_one_promise(
    draft: Draft, account: Account, jing: User, watch: Watch
) -> None:
    moment = right_now("Asia/Shanghai", watch())
    first = verbs.promise(draft, account, moment, jing, watch())
    with pytest.raises(verbs.AlreadyPromised) as caught:
        verbs.promise(draft, account, moment, jing, watch())
    assert caught.value.delivery == first


def test_a_cancelled_post_does_not_go_out_and_can_be_brought_back(
    delivery: Delivery, paper: Paper, watch: Watch, jing: User
) -> None:
    verbs.cancel(delivery, jing, watch())
    assert engine.keep(delivery.pk, watch) is None
    verbs.move(delivery, right_now("Asia/Shanghai", watch()), jing, watch())
    assert engine.keep(delivery.pk, watch) is State.SENT
    assert paper.hung == 1


def test_asking_gives_up_after_a_day_and_turns_to_a_person(
    delivery: Delivery, paper: Paper, watch: Watch
) -> None:
    paper.mishaps = ["reset_before", *["silent"] * 100]
    engine.keep(delivery.pk, watch)
    for _ in range(60):
        if Delivery.objects.get().state == State.ASKING:
            break
        watch.wind(hours=1)
        engine.ask(delivery.pk, watch)
    assert Delivery.objects.get().state == State.ASKING
    assert paper.calls.count("publish") == 1
