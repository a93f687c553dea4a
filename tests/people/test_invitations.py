"""Coming in by a link: once, in time, with the role it names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from xiaobian.kernel import clock
from xiaobian.kernel.models import Event
from xiaobian.people.access import Role
from xiaobian.people.models import Closed, Invitation, Member, NotYours, User


def seat(user):
    return Member.objects.select_related("brand", "user").get(user=user)


@pytest.fixture
def invited(jing):
    """An open invitation as reviewer, and its token."""
    return Invitation.make(seat(jing), Role.REVIEWER, "老钱", clock.now())


def test_the_link_works_once(invited, outsider):
    invitation, _token = invited
    now = clock.now()
    member = invitation.accept(outsider, now)
    assert (member.brand, member.role) == (invitation.brand, "reviewer")
    with pytest.raises(Closed):
        invitation.accept(outsider, now)


def test_only_the_hash_of_the_token_is_kept(invited):
    invitation, token = invited
    assert token not in invitation.token_hash
    assert Invitation.objects.by_token(token) == invitation
    assert Invitation.objects.by_token("guess") is None


def test_it_expires_after_seven_days(invited, outsider):
    invitation, _token = invited
    assert invitation.open(invitation.expires_at - timedelta(seconds=1))
    with pytest.raises(Closed):
        invitation.accept(outsider, invitation.expires_at)


def test_a_member_who_follows_a_link_keeps_the_role_they_have(invited, lin):
    invitation, _token = invited
    assert invitation.accept(lin, clock.now()).role == "writer"
    assert not Event.objects.filter(verb="member.joined").exists()


def test_a_lead_cannot_invite_an_owner(join, now):
    lead = seat(join("阿莉", Role.LEAD))
    with pytest.raises(NotYours):
        Invitation.make(lead, Role.OWNER, "朋友", now)


def test_the_page_shows_the_link_once_with_a_picture_of_it(desk, jing):
    answer = desk(jing).post("/desk/people/team/invite/", {"name": "老钱", "role": "reviewer"})
    token, page = answer.context["token"], answer.content.decode()
    assert f"/join/{token}/" in page
    assert f"/b/shanye/join/{token}/" not in page
    assert f"/join/{token}/qr.svg" in page
    picture = Client().get(f"/join/{token}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert token not in desk(jing).get("/desk/people/team/").content.decode()


def test_an_owners_invitation_is_not_on_offer_to_a_lead(desk, join):
    lead = join("阿莉", Role.LEAD)
    answer = desk(lead).post("/desk/people/team/invite/", {"name": "x", "role": "owner"})
    assert not Invitation.objects.exists()
    assert answer.context["form"].errors["role"]


def test_signed_in_people_accept_on_the_page(invited, outsider):
    invitation, token = invited
    client = Client()
    client.force_login(outsider, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/join/{token}/")
    assert "山野茶" in page.content.decode()
    assert not Member.objects.filter(brand=invitation.brand, user=outsider).exists()
    answer = client.post(f"/join/{token}/")
    assert answer["Location"] == "/b/shanye/desk/"
    assert Member.objects.get(brand=invitation.brand, user=outsider).role == "reviewer"
    assert client.get(f"/join/{token}/").status_code == 410


def test_new_people_sign_up_into_the_brand(invited):
    invitation, token = invited
    client = Client()
    client.get(f"/join/{token}/")
    page = client.get("/account/signup/")
    assert "brand" not in page.context["form"].fields
    answer = client.post(
        "/account/signup/",
        {
            "name": "老钱",
            "email": "qian@example.com",
            "password1": "moss-and-rain-41",
            "language": "zh-hans",
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    member = Member.objects.get(user__email="qian@example.com")
    assert (member.brand, member.role, member.user.name) == (invitation.brand, "reviewer", "老钱")
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith("/b/shanye/desk/")


def test_a_revoked_link_is_dead(desk, jing, invited):
    invitation, token = invited
    desk(jing).post(f"/desk/people/team/invitations/{invitation.pk}/revoke/")
    assert Client().get(f"/join/{token}/").status_code == 410
    assert Event.objects.filter(verb="invitation.revoked").exists()


def test_a_made_up_link_is_nowhere(db):
    assert Client().get("/join/nonsense/").status_code == 404
    assert Client().get("/join/nonsense/qr.svg").status_code == 404


def test_a_carried_invitation_that_closed_meanwhile_opens_no_door(invited):
    invitation, token = invited
    client = Client()
    client.get(f"/join/{token}/")
    invitation.revoke(invitation.by, clock.now())
    client.post(
        "/account/signup/",
        {
            "name": "x",
            "email": "late@example.com",
            "password1": "moss-and-rain-41",
            "language": "en",
        },
    )
    assert not User.objects.filter(email="late@example.com").exists()
