"""The trail tells what was done, to those who may read it, and runs nothing in a spreadsheet."""

from __future__ import annotations

import ast
import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from xiaobian.kernel import events
from xiaobian.kernel.models import Event
from xiaobian.people.trail import (
    PAGE,
    Filter,
    events_of,
    kinds,
    page_after,
    safe_cell,
    sentence,
    sentences,
)
from xiaobian.publishing.states import State

SOURCE = Path(__file__).parents[2] / "src" / "xiaobian"


@pytest.fixture
def told(brand, jing, now):
    """Record something 阿静 did."""

    def record(verb, subject=None, at=now, by=jing, **data):
        return events.record(verb, brand_id=brand.pk, by=by, at=at, subject=subject, **data)

    return record


def test_an_event_is_a_sentence_in_both_languages(told, lin):
    event = told("member.role_changed", lin, was="writer", role="lead")
    with translation.override("en"):
        assert sentence(event) == "阿静 made 小林 Lead (was Writer)"
    with translation.override("zh-hans"):
        assert "小林" in sentence(event)
        assert "Writer" not in sentence(event)
        assert "made" not in sentence(event)


def test_an_unknown_verb_is_told_stiffly(told, lin):
    with translation.override("en"):
        assert sentence(told("comet.sighted_again", lin)) == "阿静 · comet.sighted again · 小林"


def test_what_the_desk_did_itself_is_said_so(told, lin):
    with translation.override("en"):
        assert sentence(told("comet.seen", by=None)) == "The desk · comet.seen"


def test_words_in_an_event_are_never_read_as_a_template(told):
    event = told("token.made", "{actor.__class__} {0}", scopes=["see"])
    assert "{actor.__class__} {0}" in sentence(event)


def test_moments_are_told_in_the_readers_zone(told):
    event = told("delivery.scheduled", "雪天煮茶 → 站", due_at="2026-11-22T04:10:00+00:00")
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        assert sentence(event) == "阿静 scheduled 雪天煮茶 → 站 for 2026-11-22 12:10"


def test_missing_words_are_a_dash(told, lin):
    with translation.override("en"):
        assert sentence(told("member.joined", lin)) == "小林 joined as —"


def verbs_in_source():
    """Every verb that is written with `record("…"`, or told by a helper with such a name."""
    for path in SOURCE.rglob("*.py"):
        if "typeset" in path.parts:  # it tells writers about their text, not the trail
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            verb = first.value if isinstance(first, ast.Constant) else None
            if name in {"record", "_tell"} and isinstance(verb, str) and verb.count(".") == 1:
                yield verb


def test_every_verb_of_the_desk_has_a_sentence():
    verbs = set(verbs_in_source()) | {f"delivery.{state}" for state in State}
    assert len(verbs) > 30
    assert sorted(verbs - set(sentences())) == []
    assert {verb.split(".", maxsplit=1)[0] for verb in verbs} <= set(kinds())


def test_the_trail_is_only_the_brands(told, brand, outsider, now):
    mine = told("brand.opened", brand)
    events.record("brand.opened", brand_id=outsider.memberships.get().brand_id, by=outsider, at=now)
    assert list(events_of(brand, Filter())) == [mine]


def test_it_is_filtered_by_person_kind_and_day_of_the_brands_zone(told, brand, jing, lin, now):
    told("brand.changed", brand)
    by_lin = told("token.made", "t", by=lin)
    late = told("token.revoked", "t", at=now + timedelta(hours=12, minutes=1))  # 00:01 next day
    assert list(events_of(brand, Filter(person=lin.pk))) == [by_lin]
    assert set(events_of(brand, Filter(kind="token"))) == {by_lin, late}
    assert list(events_of(brand, Filter(since=date(2026, 11, 23)))) == [late]
    assert late not in events_of(brand, Filter(until=date(2026, 11, 22)))


def test_pages_follow_each_other_without_gap_or_repeat(told, brand, now):
    for i in range(PAGE + 3):
        told("token.made", str(i), at=now + timedelta(seconds=i // 2))
    first, more = page_after(events_of(brand, Filter()), None)
    rest, none = page_after(events_of(brand, Filter()), first[-1])
    assert (len(first), more, len(rest), none) == (PAGE, True, 3, False)
    assert len({e.pk for e in first + rest}) == PAGE + 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    assert safe_cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_the_export_is_what_the_page_shows(desk, jing, told):
    told("token.made", '=cmd|"/c calc"!A1', scopes=["see"])
    answer = desk(jing).get("/desk/people/trail/export/?kind=token")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert rows[1][0] == "2026-11-22 12:00:00"
    assert rows[1][4].startswith("'=cmd")
    assert "attachment" in answer["Content-Disposition"]


def test_the_page_shows_and_filters(desk, jing, lin, told):
    told("token.made", "newsletter", scopes=["see"])
    page = desk(jing).get("/desk/people/trail/").content.decode()
    assert "newsletter" in page
    assert "newsletter" not in desk(jing).get("/desk/people/trail/?kind=brand").content.decode()
    assert "newsletter" in desk(jing).get("/desk/people/trail/?since=nonsense").content.decode()
    assert desk(jing).get("/desk/people/trail/?after=nonsense").status_code == 200
    assert desk(jing).get("/desk/people/trail/?person=nonsense").status_code == 200


def test_a_long_trail_costs_no_more_queries(desk, jing, told, django_assert_max_num_queries):
    for i in range(PAGE + 1):
        told("token.made", str(i), scopes=["see"])
    client = desk(jing)
    with django_assert_max_num_queries(25):
        assert "?after=" in client.get("/desk/people/trail/").content.decode()


def test_another_brands_event_is_no_cursor(desk, jing, outsider, now, told):
    told("brand.opened", "山野茶")
    theirs = events.record(
        "brand.opened", brand_id=outsider.memberships.get().brand_id, by=outsider, at=now
    )
    page = desk(jing).get(f"/desk/people/trail/?after={theirs.pk}").content.decode()
    assert "山野茶" in page
    assert Event.objects.count() == 2
