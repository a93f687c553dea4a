"""Who may say yes, to what, and how long it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.kernel.models import Event
from xiaobian.review import verbs
from xiaobian.review.models import Decision, ReviewLink
from xiaobian.review.standing import is_approved, standing, standings
from xiaobian.review.verbs import NotPossible, Outdated


@pytest.fixture
def draft(brand, lin, now):
    brand.reviewers_required = 1
    brand.save()
    return Draft.start(brand, lin, now, title="雪天煮茶", text="山泉也好")


def fresh(draft):
    return Draft.objects.select_related("brand").get(pk=draft.pk)


def change(draft, text, by, now):
    stood = fresh(draft)
    return stood.write(Content("雪天煮茶", text), by=by, revision=stood.revision, now=now)


def verbs_of(draft):
    rows = Event.objects.filter(subject_id=draft.pk).order_by("at", "id")
    return [verb for verb in rows.values_list("verb", flat=True) if verb != "draft.started"]


def test_a_text_waits_is_approved_and_a_changed_word_ends_it(draft, lin, zhou, now):
    assert standing(draft).word == "needed"
    asked = verbs.submit(draft, lin, "请看看第二段", now)
    assert standing(draft).word == "waiting"
    verbs.approve(asked.version, zhou, now)
    assert standing(draft).word == "approved"
    assert is_approved(fresh(draft))
    change(draft, "山泉也好。", lin, now)
    assert not is_approved(fresh(draft))
    assert verbs_of(draft) == ["draft.submitted", "draft.approved"]


def test_going_back_to_an_approved_text_needs_no_new_approval(draft, lin, zhou, now):
    asked = verbs.submit(draft, lin, "", now)
    verbs.approve(asked.version, zhou, now)
    change(draft, "改了", lin, now)
    stood = fresh(draft)
    stood.go_back(asked.version, by=lin, revision=stood.revision, now=now)
    assert is_approved(fresh(draft))


def test_nothing_may_be_submitted_that_nobody_could_read(brand, lin, now):
    empty = Draft.start(brand, lin, now, title="只有标题", text=" \n\t")
    with pytest.raises(NotPossible, match="empty"):
        verbs.submit(empty, lin, "", now)


def test_asking_again_replaces_the_question_and_repeating_it_changes_nothing(draft, lin, now):
    first = verbs.submit(draft, lin, "", now)
    assert verbs.submit(draft, lin, "", now) == first
    change(draft, "更好", lin, now)
    second = verbs.submit(draft, lin, "", now)
    first.refresh_from_db()
    assert first.closed_as == "renewed"
    assert standing(fresh(draft)).submission == second
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.submissions.create(version=first.version, by=lin, at=now)


def test_a_question_can_be_taken_back(draft, lin, now):
    verbs.submit(draft, lin, "", now)
    verbs.withdraw(draft, lin, now)
    verbs.withdraw(draft, lin, now)
    assert standing(draft).word == "needed"
    assert verbs_of(draft) == ["draft.submitted", "draft.review_withdrawn"]


def test_a_version_that_is_no_longer_the_text_can_be_neither_approved_nor_returned(
    draft, lin, zhou, now
):
    asked = verbs.submit(draft, lin, "", now)
    change(draft, "悄悄改了", lin, now)
    for decide in (
        lambda: verbs.approve(asked.version, zhou, now),
        lambda: verbs.return_(asked.version, zhou, "不行", now),
    ):
        with pytest.raises(Outdated) as outdated:
            decide()
        assert outdated.value.version == asked.version
        assert outdated.value.draft.text == "悄悄改了"
    assert not Decision.objects.exists()


def test_nobody_approves_their_own_words_where_another_reviewer_is_wanted(draft, jing, zhou, now):
    change(draft, "阿静的字", jing, now)
    version = verbs.submit(fresh(draft), jing, "", now).version
    with pytest.raises(NotPossible, match="own"):
        verbs.approve(version, jing, now)
    verbs.approve(version, zhou, now)
    assert is_approved(fresh(draft))


def test_where_no_reviewer_is_wanted_everything_may_go_out_and_the_own_word_counts(
    draft, brand, jing, now
):
    brand.reviewers_required = 0
    brand.save()
    mine = change(draft, "自己写", jing, now)
    assert is_approved(fresh(mine))
    assert standing(fresh(mine)).word == "free"
    verbs.approve(verbs.submit(fresh(mine), jing, "", now).version, jing, now)
    assert standing(fresh(mine)).word == "approved"


def test_two_reviewers_are_two_people(draft, brand, lin, zhou, jing, now):
    brand.reviewers_required = 2
    brand.save()
    version = verbs.submit(fresh(draft), lin, "", now).version
    assert verbs.approve(version, zhou, now) == verbs.approve(version, zhou, now)
    assert standing(fresh(draft)).missing == 1
    assert standing(fresh(draft)).waiting
    verbs.approve(version, jing, now)
    assert is_approved(fresh(draft))
    assert not standing(fresh(draft)).waiting


def test_returning_needs_a_reason_and_ends_the_approvals_before_it(draft, lin, zhou, jing, now):
    version = verbs.submit(draft, lin, "", now).version
    verbs.approve(version, zhou, now)
    with pytest.raises(NotPossible, match="reason"):
        verbs.return_(version, jing, "  ", now)
    verbs.return_(version, jing, "水温写错了", now + timedelta(minutes=1))
    stands = standing(fresh(draft))
    assert (stands.word, stands.returned.reason, stands.approvals) == ("returned", "水温写错了", ())
    verbs.approve(version, zhou, now + timedelta(minutes=2))
    assert is_approved(fresh(draft))
    assert draft.decisions.count() == 3


def test_a_return_holds_even_where_no_reviewer_is_wanted_until_the_text_changes(
    draft, brand, lin, zhou, now
):
    brand.reviewers_required = 0
    brand.save()
    version = verbs.submit(fresh(draft), lin, "", now).version
    verbs.return_(version, zhou, "先别发", now)
    assert not is_approved(fresh(draft))
    change(draft, "改好了", lin, now)
    assert is_approved(fresh(draft))


class TestLinks:
    """People outside the desk decide through a link."""

    @pytest.fixture
    def link(self, draft, jing, now):
        return verbs.make_link(draft, "茶商老李", jing, now + timedelta(days=7), now)

    def test_only_the_hash_of_the_token_is_kept(self, link):
        row, token = link
        assert token not in str(ReviewLink.objects.values().get())
        assert ReviewLink.objects.holding(token) == row
        assert ReviewLink.objects.holding(token + "x") is None

    def test_the_holder_decides_once_for_each_version(self, draft, link, lin, now):
        row, _ = link
        version = verbs.submit(draft, lin, "", now).version
        verbs.decide_by_link(row, version, "return", reason="价格不对", name="老李", now=now)
        with pytest.raises(NotPossible, match="decided"):
            verbs.decide_by_link(row, version, "approve", reason="", name="老李", now=now)
        new = verbs.submit(change(draft, "价格对了", lin, now), lin, "", now).version
        verbs.decide_by_link(row, new, "approve", reason="", name="", now=now)
        assert is_approved(fresh(draft))
        assert [d.reviewer for d in draft.decisions.order_by("at", "id")] == ["老李", "茶商老李"]
        told = Event.objects.filter(verb="draft.approved").get()
        assert (told.actor, told.actor_id) == ("茶商老李", row.pk)

    def test_a_link_that_ended_was_revoked_or_names_another_draft_decides_nothing(
        self, draft, link, brand, lin, jing, now
    ):
        row, _ = link
        version = draft.versions.get()
        other = Draft.start(brand, lin, now, text="另一篇").versions.get()
        with pytest.raises(NotPossible, match="closed"):
            verbs.decide_by_link(
                row, version, "approve", reason="", name="", now=now + timedelta(days=7)
            )
        with pytest.raises(NotPossible, match="closed"):
            verbs.decide_by_link(row, other, "approve", reason="", name="", now=now)
        verbs.revoke_link(row, jing, now)
        with pytest.raises(NotPossible, match="closed"):
            verbs.decide_by_link(row, version, "approve", reason="", name="", now=now)
        assert not Decision.objects.exists()

    def test_a_link_ends_within_ninety_days(self, draft, jing, now):
        for days in (0, 91):
            with pytest.raises(NotPossible, match="expires"):
                verbs.make_link(draft, "x", jing, now + timedelta(days=days), now)


def test_fifty_standings_cost_two_queries(brand, lin, zhou, now, django_assert_num_queries):
    for number in range(50):
        draft = Draft.start(brand, lin, now, text=f"第 {number} 篇")
        asked = verbs.submit(draft, lin, "", now)
        if number % 2:
            verbs.approve(asked.version, zhou, now)
    drafts = list(Draft.objects.of(brand).select_related("brand"))
    with django_assert_num_queries(2):
        words = [s.word for s in standings(drafts).values()]
    assert sorted(set(words)) == ["approved", "waiting"]
