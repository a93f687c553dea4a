"""One's own name, language and looks, and where one is signed in."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from xiaobian.kernel.models import Event
from xiaobian.people.devices import device

CHROME = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50"
)


def signed_in(user, agent=CHROME):
    client = Client(headers={"user-agent": agent})
    form = {"login": user.email, "password": "a-long-passphrase"}
    assert client.post("/account/login/", form).status_code == 302
    return client


def test_browsers_are_called_by_their_names():
    assert device(CHROME) == "Chrome · macOS"
    assert device(WECHAT) == "WeChat · iPhone"
    assert device("curl/8.1") == "curl/8.1"
    assert device("") == "?"


def test_signing_in_is_told_on_the_trail(lin):
    signed_in(lin)
    event = Event.objects.get(verb="person.signed_in")
    assert (event.actor, event.data["device"]) == ("小林", "Chrome · macOS")


def test_the_pages_show_where_one_is_signed_in_and_end_the_others(lin):
    here, there = signed_in(lin), signed_in(lin, WECHAT)
    page = here.get("/b/shanye/desk/people/security/").content.decode()
    assert "Chrome · macOS" in page
    assert "WeChat · iPhone" in page
    here.post("/b/shanye/desk/people/security/sign-out-elsewhere/")
    assert there.get("/b/shanye/desk/people/me/").status_code == 302
    assert here.get("/b/shanye/desk/people/me/").status_code == 200


def test_a_session_of_somebody_else_is_never_ended(lin, zhou):
    here, theirs = signed_in(lin), signed_in(zhou)
    here.post("/b/shanye/desk/people/security/sign-out-elsewhere/")
    assert theirs.get("/b/shanye/desk/people/me/").status_code == 200


def test_a_changed_password_is_told_and_ends_the_other_sessions(lin):
    here, there = signed_in(lin), signed_in(lin)
    here.post(
        "/account/password/change/",
        {
            "oldpassword": "a-long-passphrase",
            "password1": "moss-and-rain-41",
            "password2": "moss-and-rain-41",
        },
    )
    assert Event.objects.filter(verb="person.password_changed").exists()
    assert there.get("/b/shanye/desk/people/me/").status_code == 302


def test_language_and_theme_are_the_persons_on_every_device(desk, lin):
    client = desk(lin)
    client.post("/desk/people/me/", {"name": "林小", "language": "en", "theme": "dark"})
    lin.refresh_from_db()
    assert (lin.name, lin.language, lin.theme) == ("林小", "en", "dark")
    page = desk(lin).get("/desk/people/me/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_going_back_to_the_browsers_choice_forgets_the_cookie(desk, lin):
    client = desk(lin)
    client.post("/desk/people/me/", {"name": "小林", "language": "en", "theme": "dark"})
    client.post("/desk/people/me/", {"name": "小林", "language": "", "theme": ""})
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == ""
    assert client.cookies["theme"].value == ""


def test_a_name_is_needed(desk, lin):
    answer = desk(lin).post("/desk/people/me/", {"name": "", "language": "", "theme": ""})
    assert answer.context["form"].errors["name"]
    lin.refresh_from_db()
    assert lin.name == "小林"


def test_too_many_wrong_passwords_make_everybody_wait(lin):
    client = Client()
    form = {"login": lin.email, "password": "wrong"}
    for _ in range(5):
        client.post("/account/login/", form)
    client.post("/account/login/", {"login": lin.email, "password": "a-long-passphrase"})
    assert client.get("/b/shanye/desk/people/me/").status_code == 302


def test_a_wrong_password_does_not_say_whether_the_person_exists(lin):
    known = Client().post("/account/login/", {"login": lin.email, "password": "wrong"})
    unknown = Client().post("/account/login/", {"login": "x@example.com", "password": "wrong"})
    said = [answer.context["form"].non_field_errors() for answer in (known, unknown)]
    assert said[0] == said[1]
