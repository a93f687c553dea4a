"""Mail goes out through the configured server; without one, nothing is lost and nobody is taken over."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from xiaobian.kernel import clock
from xiaobian.people.access import Role
from xiaobian.people.mail import smtp
from xiaobian.people.models import KeptMail, Member

BACKEND = "xiaobian.people.mail.Backend"


@pytest.fixture(autouse=True)
def ours(settings):
    """Django's test runner swaps the backend; these tests want the desk's own."""
    settings.EMAIL_BACKEND = BACKEND


def seat(user):
    return Member.objects.select_related("brand", "user").get(user=user)


def send(*to):
    mail = EmailMessage("Set a new password", "https://desk.example/key", "a@b.example", list(to))
    return get_connection(BACKEND).send_messages([mail])


def test_without_a_server_a_mail_is_kept_sealed(lin):
    send(lin.email)
    kept = KeptMail.objects.get()
    assert kept.body == "https://desk.example/key"
    assert b"desk.example" not in bytes(kept.sealed)


def test_a_server_that_is_away_keeps_the_mail_and_breaks_no_page(lin, settings):
    with socket.socket() as taken:  # bound but not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        settings.MAIL_URL = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        send(lin.email)
    assert KeptMail.objects.get().why


def test_mail_to_strangers_is_not_kept(db):
    assert send("nobody@example.com") == 0
    assert not KeptMail.objects.exists()


def test_the_owner_passes_a_link_on(desk, jing, lin):
    Client().post("/account/password/reset/", {"email": lin.email})
    page = desk(jing).get("/desk/people/mail/").content.decode()
    assert "/account/password/reset/key/" in page
    assert desk(lin).get("/desk/people/mail/").status_code == 403


def test_the_link_in_a_mail_ignores_the_host_that_asked(jing, lin, settings):
    Client().post(
        "/account/password/reset/", {"email": lin.email}, headers={"host": "evil.example"}
    )
    body = KeptMail.objects.get().body
    assert settings.PUBLIC_URL in body
    assert "evil.example/account" not in body


def test_the_link_sets_a_new_password(jing, lin):
    Client().post("/account/password/reset/", {"email": lin.email})
    body = KeptMail.objects.get().body
    path = next(word for word in body.split() if "/reset/key/" in word).split("/account/", 1)[1]
    visitor = Client()
    form = visitor.get(f"/account/{path}", follow=True)
    target = form.request["PATH_INFO"]
    password = {"password1": "moss-and-rain-41", "password2": "moss-and-rain-41"}
    visitor.post(target, password)
    lin.refresh_from_db()
    assert lin.check_password("moss-and-rain-41")


def test_an_owner_sees_no_mail_that_would_give_more_than_they_have(jing, lin, join, outsider):
    second = join("阿宽", Role.OWNER, "kuan@example.com")
    elsewhere = join("阿飞", Role.WRITER, "fei@example.com")
    Member.objects.create(brand=outsider.memberships.get().brand, user=elsewhere, role=Role.WRITER)
    send(lin.email)
    send(second.email)
    send(elsewhere.email)
    send(outsider.email)
    send(jing.email)
    seen = KeptMail.objects.for_owner(seat(jing))
    assert [mail.to for mail in seen] == [lin]


def test_kept_mail_is_forgotten_after_three_days(lin, now):
    send(lin.email)
    KeptMail.objects.forget_old(clock.now() + timedelta(days=3, seconds=1))
    assert not KeptMail.objects.exists()


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://u:p%40ss@mail.example:2525", 2525, False, True),
        ("smtp://mail.example", 587, False, True),
        ("smtps://mail.example", 465, True, False),
        ("smtp://mail.example?starttls=no", 587, False, False),
        ("smtp://localhost:1025", 1025, False, False),
    ],
)
def test_the_address_of_a_server_says_how_to_reach_it(url, port, ssl, tls):
    server = smtp(url)
    assert (server.port, server.use_ssl, server.use_tls) == (port, ssl, tls)
    assert server.timeout == 15


def test_what_the_address_says_in_percent_signs_is_the_password():
    assert smtp("smtp://u:p%40ss@mail.example").password == "p@ss"
