"""Every page of the desk × every role × outsider × anonymous, against the permission table.

The pages are found by walking the URL resolver, so a page that lands tomorrow is tested tomorrow.
"""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.conftest import Desk
from xiaobian.people.access import TABLE, Act, Role, allowed, grants

ROOT = Path(__file__).parents[2]
# Pages below /desk/ without a right: what they ask instead is tested where they live.
WITHOUT_A_RIGHT = {"desk/brands/new/": "anybody who is signed in may found a brand"}
SAMPLES = {
    "uuid": lambda: str(uuid4()),
    "int": lambda: "7",
    "slug": lambda: "x",
    "str": lambda: "x",
}
SAMPLES["path"] = SAMPLES["str"]


def walk(patterns, before=""):
    """Every (route, view) of the resolver."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from walk(pattern.url_patterns, route)


def desk_pages():
    """The desk's pages with the right they ask for."""
    for route, view in walk(get_resolver().url_patterns):
        if route.startswith("desk/") and route not in WITHOUT_A_RIGHT:
            yield route, getattr(view, "act", None)


PAGES = dict(desk_pages())


def filled(route: str) -> str:
    """The route with things that don't exist in its holes."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1], SAMPLES["str"])(), route)


def test_every_page_of_the_desk_asks_for_a_right():
    assert [route for route, act in PAGES.items() if act is None] == []
    assert len(PAGES) > 20


def test_the_exceptions_still_exist():
    routes = {route for route, _view in walk(get_resolver().url_patterns)}
    assert set(WITHOUT_A_RIGHT) <= routes


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_the_table_says_and_nothing_else(brand, join, role):
    client = Desk(brand, join("某人", role))
    client.raise_request_exception = False
    wrong = []
    for route, act in PAGES.items():
        path = filled(route)
        opened = client.get(path).status_code
        if allowed(role, act):
            if opened == 403 or opened >= 500:
                wrong.append(f"{role} may {act} but GET {path} says {opened}")
        elif opened not in {403, 405} or client.post(path).status_code not in {403, 405}:
            wrong.append(f"{role} may not {act} but {path} opens")
    assert not wrong, "\n".join(wrong)


def test_outsiders_find_nothing(brand, jing, outsider):
    client = Desk(brand, outsider)
    client.raise_request_exception = False
    found = {path: client.get(path).status_code for path in map(filled, PAGES)}
    assert {path: code for path, code in found.items() if code != 404} == {}


def test_visitors_are_led_to_sign_in(brand, jing):
    for path in map(filled, PAGES):
        for address in (path, f"/b/{brand.slug}{path}"):
            answer = Client().get(address)
            if answer.status_code == 405 and address == path:
                continue  # asked before the guard; with the brand's prefix the door comes first
            assert answer.status_code == 302, address
            assert answer.url.startswith("/account/login/?next=%2F"), address


def test_visitors_change_nothing(brand, jing):
    for path in map(filled, PAGES):
        answer = Client().post(f"/b/{brand.slug}{path}")
        assert answer.status_code == 302, path
        assert answer.url.startswith("/account/login/"), path


def test_without_a_brand_everything_leads_to_naming_one(db, jing):
    jing.memberships.all().delete()
    client = Client()
    client.force_login(jing, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/desk/people/team/").url == "/desk/brands/new/"


def test_every_right_belongs_to_somebody_and_owners_have_all():
    assert set(TABLE) == set(Act)
    assert all(Role.OWNER in roles for roles in TABLE.values())


def test_only_owners_make_owners():
    assert [r for r in Role if grants(r, Role.OWNER)] == [Role.OWNER]
    assert {r for r in Role if grants(r, Role.WRITER)} == TABLE[Act.TEAM]


def test_the_page_in_the_docs_shows_the_same_table():
    text = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    head = "| right | " + " | ".join(Role) + " |"
    assert head in text
    for act in Act:
        marks = " | ".join("yes" if allowed(role, act) else " " for role in Role)
        assert f"| `{act}` | {marks} |" in text, act
