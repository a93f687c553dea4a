"""Who sees the shell's own pages."""

from __future__ import annotations


def test_members_see_the_components(desk, lin):
    assert desk(lin).get("/desk/components").status_code == 200


def test_outsiders_find_nothing(desk, outsider):
    assert desk(outsider).get("/desk/components").status_code == 404


def test_visitors_are_sent_to_sign_in(desk, jing):
    answer = desk(None).get("/desk/components")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
