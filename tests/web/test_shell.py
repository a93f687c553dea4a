"""The frame: who sees which places, what the palette finds, how readers choose language and theme."""

from __future__ import annotations

import pytest
from django.utils import timezone

from xiaobian.drafts.models import Draft
from xiaobian.people.access import Act
from xiaobian.people.models import Brand, Member
from xiaobian.web.navigation import ENTRIES, address


def places(answer):
    return [e.key for e in answer.context["shell"].entries]


def labels(answer):
    return [item["label"] for group in answer.json()["groups"] for item in group["items"]]


def test_every_place_shown_leads_somewhere(desk, jing):
    here = desk(jing)
    for entry in here.get("/desk/").context["shell"].entries:
        assert here.get(entry.href, follow=True).status_code == 200, entry.key


def test_the_navigation_follows_the_permission_table(desk, jing, zhou):
    closed = {e.key for e in ENTRIES if e.act is Act.BRAND and address(e.url)}
    assert closed <= set(places(desk(jing).get("/desk/")))
    assert not closed & set(places(desk(zhou).get("/desk/")))


def test_only_who_may_write_is_offered_to_write(desk, lin, zhou):
    assert desk(lin).get("/desk/").context["shell"].compose is not None
    assert desk(zhou).get("/desk/").context["shell"].compose is None
    assert "Write" not in labels(desk(zhou).get("/desk/palette", HTTP_ACCEPT_LANGUAGE="en"))


def test_the_present_place_is_marked(desk, lin):
    answer = desk(lin).get("/desk/drafts/")
    assert [e.key for e in answer.context["shell"].entries if e.current] == ["desk"]
    answer = desk(lin).get("/desk/components")
    assert [e.key for e in answer.context["shell"].entries if e.current] == []


def test_the_places_come_again_for_the_page_they_stand_on(desk, lin, outsider):
    shown = desk(lin).get("/desk/places?at=/b/shanye/desk/drafts/").content.decode()
    assert 'id="place-desk" href="/b/shanye/desk/drafts/" aria-current="page"' in shown
    assert desk(outsider).get("/desk/places").status_code == 404


def test_the_palette_finds_drafts_of_this_brand_only(desk, brand, lin, outsider):
    other = outsider.memberships.get().brand
    Draft.start(brand, lin, timezone.now(), title="雪天煮茶的七个细节")
    Draft.start(other, outsider, timezone.now(), title="别家的煮茶")
    assert labels(desk(lin).get("/desk/palette?q=煮茶")) == ["雪天煮茶的七个细节"]
    assert desk(outsider).get("/desk/palette?q=煮茶").status_code == 404
    assert desk(None).get("/desk/palette?q=煮茶").status_code == 302


def test_brands_to_change_to_are_ones_own(desk, brand, lin, outsider):
    second = Brand.objects.create(name="第二品牌", slug="second")
    Member.objects.create(brand=second, user=lin, role="writer")
    shown = desk(lin).get("/desk/").content.decode()
    assert "/b/second/desk/" in shown
    assert "/b/other/" not in shown


def test_a_theme_is_kept_in_the_browser_and_with_the_person(client, desk, lin):
    answer = desk(lin).post("/theme/", {"theme": "dark", "next": "/somewhere/"})
    assert answer.cookies["theme"].value == "dark"
    assert answer["Location"] == "/somewhere/"
    assert 'data-theme="dark"' in desk(lin).get("/desk/").content.decode()
    lin.refresh_from_db()
    assert lin.theme == "dark"


def test_a_visitor_chooses_a_language_without_signing_in(client, db):
    answer = client.post("/language/", {"language": "zh-hans", "next": "//evil.example/"})
    assert answer.cookies["language"].value == "zh-hans"
    assert answer["Location"] == "/"
    assert "这里什么也没有" in client.get("/nothing-here/").content.decode()


def test_pages_speak_the_persons_language_unless_this_browser_chose(desk, lin):
    lin.language = "zh-hans"
    lin.save()
    here = desk(lin)
    assert "今天" in here.get("/desk/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    here.cookies["language"] = "en"
    assert "Today" in here.get("/desk/").content.decode()


@pytest.mark.parametrize("code", ["klingon", "", "../x"])
def test_an_unknown_language_falls_back_to_the_desks(client, db, code, settings):
    answer = client.post("/language/", {"language": code})
    assert answer.cookies["language"].value == settings.LANGUAGE_CODE


def test_a_broken_page_still_says_so_in_the_houses_look(client, db, rf):
    from xiaobian.web.views import errors

    answer = errors.broken(rf.get("/"))
    assert answer.status_code == 500
    assert b"plain-body" in answer.content


def test_the_frame_costs_few_queries(desk, lin, django_assert_max_num_queries):
    here = desk(lin)
    here.get("/desk/components")
    with django_assert_max_num_queries(7):
        here.get("/desk/components")
