"""Saving keeps exactly what was typed, and nobody's words are ever overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiaobian.drafts.content import Content, Unstorable
from xiaobian.drafts.models import Conflict, Draft
from xiaobian.kernel.models import Event
from xiaobian.media.models import Asset

AWKWARD = "# 一、水要“活”\r\n\ttab  \n尾随空格   \ncafe\u0301 é 👨‍👩‍👧‍👦 🇨🇳\r单独\u2028\u200b\ufeff𠮷\n\n\n"


@pytest.fixture
def draft(brand, lin, now):
    return Draft.start(brand, lin, now, title="雪天煮茶", text="山泉也好")


def verbs_of(draft):
    return list(
        Event.objects.filter(subject_id=draft.pk)
        .order_by("at", "id")
        .values_list("verb", flat=True)
    )


def test_every_character_comes_back_as_it_was_typed(draft, lin, now):
    content = Content(
        title="cafe\u0301  ", text=AWKWARD, tags=(" 茶 ", "#白茶#"), language="zh-Hans"
    )
    draft.write(content, by=lin, revision=0, now=now)
    assert Draft.objects.get().content == content


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_any_text_comes_back_as_it_was_typed(draft, lin, now, text):
    stood = Draft.objects.get(pk=draft.pk)
    stood.write(Content(text=text), by=lin, revision=stood.revision, now=now)
    assert Draft.objects.get(pk=draft.pk).text == text


@pytest.mark.parametrize(
    ("text", "line", "named"), [("a\n\ud800b", 2, "U+D800"), ("\x00", 1, "U+0000")]
)
def test_characters_that_cannot_be_stored_are_refused_by_name(text, line, named):
    with pytest.raises(Unstorable) as refused:
        Content.from_json({"text": text})
    assert refused.value.code == "character"
    assert refused.value.values == {"field": "text", "line": line, "character": named}


def test_a_text_of_ten_megabytes_is_refused_with_its_length():
    with pytest.raises(Unstorable) as refused:
        Content.from_json({"text": "茶" * 10_000_000})
    assert refused.value.values == {"field": "text", "length": 10_000_000, "maximum": 200_000}


def test_two_hundred_thousand_characters_are_kept(draft, lin, now):
    draft.write(Content.from_json({"text": "茶" * 200_000}), by=lin, revision=0, now=now)
    assert len(Draft.objects.get().text) == 200_000


@pytest.mark.parametrize(
    "value",
    [None, [], {"text": 5}, {"overrides": []}, {"overrides": {"x": {"colour": "red"}}}, {"tags": "茶"},
     {"tags": [1]}, {"tags": ["茶"] * 51}, {"overrides": {"x": {"text": None}}}],
)  # fmt: skip
def test_what_is_not_a_draft_is_refused(value):
    with pytest.raises(Unstorable):
        Content.from_json(value)


def test_content_survives_json(draft):
    content = Content("t", AWKWARD, ("茶",), "zh", {"a": {"text": "短", "tags": ["x"]}})
    assert Content.from_json(content.to_json()) == content


def test_the_second_tab_is_told_what_stands_instead_of_overwriting_it(draft, lin, zhou, now):
    draft.write(Content(text="林的字"), by=lin, revision=0, now=now)
    with pytest.raises(Conflict) as conflict:
        draft.write(Content(text="周的字"), by=zhou, revision=0, now=now)
    assert conflict.value.current.text == "林的字"
    assert conflict.value.current.edited_by == lin
    assert Draft.objects.get().text == "林的字"


def test_saving_again_what_is_there_changes_nothing_whatever_the_revision(draft, lin, now):
    draft.write(Content(text="一"), by=lin, revision=0, now=now)
    again = draft.write(Content(text="一"), by=lin, revision=0, now=now)
    assert again.revision == 1


def test_keeping_mine_on_top_keeps_theirs_as_a_version(draft, lin, now):
    theirs = draft.write(Content(text="另一个标签页"), by=lin, revision=0, now=now)
    draft.write(Content(text="我的"), by=lin, revision=theirs.revision, now=now, keep=True)
    assert [v.text for v in draft.versions.all()] == ["我的", "另一个标签页", "山泉也好"]


def test_autosaves_of_one_person_become_a_version_after_ten_minutes(draft, lin, now):
    for minute in range(1, 25):
        stood = Draft.objects.get(pk=draft.pk)
        at = now + timedelta(minutes=minute)
        stood.write(Content(text=f"第 {minute} 分钟"), by=lin, revision=stood.revision, now=at)
    assert [v.text for v in draft.versions.all()] == ["第 18 分钟", "第 9 分钟", "山泉也好"]
    assert verbs_of(draft) == ["draft.started", "draft.saved", "draft.saved"]


def test_what_one_person_wrote_is_kept_before_another_changes_it(draft, lin, zhou, now):
    one = draft.write(Content(text="林"), by=lin, revision=0, now=now)
    draft.write(Content(text="周"), by=zhou, revision=one.revision, now=now)
    newest = draft.versions.first()
    assert (newest.text, newest.by) == ("林", lin)


def test_going_back_makes_a_version_and_loses_nothing(draft, lin, now):
    first = draft.versions.get()
    draft.write(Content(text="改坏了"), by=lin, revision=0, now=now)
    back = draft.go_back(first, by=lin, revision=1, now=now)
    assert back.text == "山泉也好"
    assert [v.text for v in draft.versions.all()] == ["山泉也好", "改坏了", "山泉也好"]
    assert verbs_of(draft)[-1] == "draft.restored"


def test_putting_away_and_bringing_back_are_told_once(draft, lin, brand, now):
    draft.archive(lin, now)
    draft.archive(lin, now)
    assert not Draft.objects.of(brand).exists()
    draft.bring_back(lin, now)
    draft.bring_back(lin, now)
    assert Draft.objects.of(brand).get() == draft
    assert verbs_of(draft) == ["draft.started", "draft.archived", "draft.brought_back"]


def picture(brand, sha):
    return Asset.objects.create(
        brand=brand, name="a.jpg", file="a", mime="image/jpeg", size=1, sha256=sha
    )


def test_the_brands_pictures_in_master_and_overrides_are_placed(draft, brand, lin, outsider, now):
    other = outsider.memberships.get().brand
    one, two, foreign = picture(brand, "1"), picture(brand, "2"), picture(other, "3")
    said = {"x": {"text": f"![]({two.ref.upper().replace('MEDIA', 'media')})"}}
    text = f"![围炉]({one.ref}) ![别家]({foreign.ref}) ![没有](media:00000000-0000-7000-8000-000000000000)"
    stood = draft.write(Content(text=text, overrides=said), by=lin, revision=0, now=now)
    assert set(draft.placements.values_list("asset", flat=True)) == {one.pk, two.pk}
    stood.write(Content(text=one.ref), by=lin, revision=1, now=now)
    assert [p.asset for p in draft.placements.all()] == [one]


def test_a_draft_never_aims_at_an_account_of_another_brand(draft, brand, lin, outsider, now):
    ours = brand.accounts.create(kind="site", name="山野茶")
    theirs = outsider.memberships.get().brand.accounts.create(kind="site", name="别家")
    draft.aim([ours, theirs], lin, now)
    assert list(draft.targets.all()) == [ours]
