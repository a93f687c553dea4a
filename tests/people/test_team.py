"""Who may make whom what, and that a brand never loses its last owner."""

from __future__ import annotations

import pytest

from xiaobian.kernel.models import Event
from xiaobian.people.access import Role
from xiaobian.people.models import ApiToken, LastOwner, Member, NotYours
from xiaobian.people.tokens import identify, issue


def seat(user):
    return Member.objects.select_related("brand", "user").get(user=user)


def test_an_owner_makes_a_writer_lead(jing, lin, now):
    member = seat(lin)
    member.change_role(Role.LEAD, seat(jing), now)
    assert seat(lin).role == "lead"
    event = Event.objects.get(verb="member.role_changed")
    assert (event.actor, event.subject) == ("阿静", "小林")
    assert event.data == {"was": "writer", "role": "lead"}


def test_a_lead_can_neither_make_nor_unmake_owners(jing, lin, join, now):
    lead = seat(join("阿莉", Role.LEAD))
    with pytest.raises(NotYours):
        seat(lin).change_role(Role.OWNER, lead, now)
    with pytest.raises(NotYours):
        seat(jing).change_role(Role.WRITER, lead, now)
    with pytest.raises(NotYours):
        seat(jing).remove(lead, now)
    assert seat(jing).role == "owner"


def test_a_writer_changes_nobody(lin, zhou, now):
    with pytest.raises(NotYours):
        seat(zhou).change_role(Role.WRITER, seat(lin), now)


def test_the_last_owner_can_neither_step_down_nor_leave(jing, now):
    with pytest.raises(LastOwner):
        seat(jing).change_role(Role.WRITER, seat(jing), now)
    with pytest.raises(LastOwner):
        seat(jing).remove(seat(jing), now)


def test_with_a_second_owner_the_first_may_leave(jing, lin, now):
    seat(lin).change_role(Role.OWNER, seat(jing), now)
    seat(jing).remove(seat(jing), now)
    assert not Member.objects.filter(user=jing).exists()
    assert Event.objects.filter(verb="member.left", subject="阿静").exists()


def test_removal_ends_the_api_tokens_that_lived_on_the_membership(jing, join, now):
    second = join("阿宽", Role.OWNER, "kuan@example.com")
    _token, plain = issue(seat(second), "feed", ["see"], None, now)
    assert identify(plain, now)
    seat(second).remove(seat(jing), now)
    assert identify(plain, now) is None
    assert ApiToken.objects.get().revoked_at == now


def test_the_team_page_offers_each_only_what_they_may_do(desk, jing, lin):
    owner, writer = desk(jing).get("/desk/people/team/"), desk(lin).get("/desk/people/team/")
    assert "小林" in owner.content.decode()
    assert f"{seat(lin).pk}/role/" in owner.content.decode()
    assert "小林" in writer.content.decode()
    assert f"{seat(jing).pk}/role/" not in writer.content.decode()
    assert "/invite/" not in writer.content.decode()


def test_a_role_is_changed_on_the_page(desk, jing, lin):
    url = f"/desk/people/team/{seat(lin).pk}/role/"
    assert desk(lin).post(url, {"role": "owner"}).status_code == 403
    assert desk(jing).post(url, {"role": "analyst"}).status_code == 302
    assert seat(lin).role == "analyst"


def test_a_made_up_role_is_refused(desk, jing, lin):
    assert (
        desk(jing).post(f"/desk/people/team/{seat(lin).pk}/role/", {"role": "king"}).status_code
        == 403
    )


def test_removal_asks_first_and_then_happens(desk, jing, lin):
    url = f"/desk/people/team/{seat(lin).pk}/remove/"
    asked = desk(jing).get(url)
    assert asked.status_code == 200
    assert Member.objects.filter(user=lin).exists()
    assert desk(jing).post(url).status_code == 302
    assert not Member.objects.filter(user=lin).exists()


def test_the_last_owner_is_told_why_the_page_refuses(desk, jing):
    url = f"/desk/people/team/{seat(jing).pk}/remove/"
    answer = desk(jing).post(url, follow=True)
    assert Member.objects.filter(user=jing).exists()
    assert [str(m) for m in answer.context["messages"]]


def test_members_of_other_brands_are_not_there(desk, jing, outsider):
    other = Member.objects.get(user=outsider)
    assert desk(jing).get(f"/desk/people/team/{other.pk}/remove/").status_code == 404
    assert desk(outsider).get("/desk/people/team/").status_code == 404


def test_the_team_page_asks_the_database_no_more_for_more_people(
    desk, jing, join, django_assert_max_num_queries
):
    for i in range(12):
        join(f"同事{i}", Role.WRITER, f"w{i}@example.com")
    client = desk(jing)
    with django_assert_max_num_queries(25):
        client.get("/desk/people/team/")
