"""What programs can do, what they can't, and that calling twice does nothing twice."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.conftest import Program, Tokens
from xiaobian.accounts.models import Account
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.people import tokens
from xiaobian.people.access import Act
from xiaobian.people.models import User
from xiaobian.publishing.models import Delivery


def begun(program: Program, **fields: object) -> dict[str, object]:
    answer = program.call("POST", "/drafts", {"title": "雪天煮茶", "text": "山泉也好。"} | fields)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_program_writes_promises_and_reads_the_story(
    program: Tokens, jing: User, site: Account
) -> None:
    desk = program(jing)
    draft = begun(desk)
    made = desk.call("POST", "/deliveries", {"draft": draft["id"], "account": str(site.pk)})
    assert made.status_code == 201, made.content
    assert made.json()["word"] == "ready"
    [beat] = desk.call("GET", f"/deliveries/{made.json()['id']}/story").json()
    assert beat["kind"] == "delivery.scheduled"
    gone = desk.call("DELETE", f"/deliveries/{made.json()['id']}")
    assert gone.json()["state"] == "cancelled"


def test_the_same_key_twice_makes_one_delivery_and_the_same_answer(
    program: Tokens, jing: User, site: Account
) -> None:
    desk = program(jing)
    body = {"draft": begun(desk)["id"], "account": str(site.pk)}
    first = desk.call("POST", "/deliveries", body, **{"Idempotency-Key": "k1"})
    again = desk.call("POST", "/deliveries", body, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert Delivery.objects.count() == 1
    other = desk.call("POST", "/deliveries", body | {"when": "slot"}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 422


def test_an_answer_that_may_change_is_not_kept_under_its_key(program: Tokens, jing: User) -> None:
    desk, key = program(jing), {"Idempotency-Key": "later"}
    jing.memberships.update(role="analyst")
    assert desk.call("POST", "/drafts", {"title": "x"}, **key).status_code == 403
    jing.memberships.update(role="owner")
    assert desk.call("POST", "/drafts", {"title": "x"}, **key).status_code == 201


def test_a_key_belongs_to_its_token(program: Tokens, jing: User) -> None:
    body = {"title": "a", "text": "b"}
    one = program(jing).call("POST", "/drafts", body, **{"Idempotency-Key": "same"})
    two = program(jing).call("POST", "/drafts", body, **{"Idempotency-Key": "same"})
    assert one.json()["id"] != two.json()["id"]


def test_saving_over_a_newer_revision_is_a_conflict(program: Tokens, jing: User) -> None:
    desk = program(jing)
    draft = begun(desk)
    path, body = f"/drafts/{draft['id']}", {"text": "一", "revision": draft["revision"]}
    assert desk.call("PUT", path, body).status_code == 200
    late = desk.call("PUT", path, body | {"text": "二"})
    assert late.status_code == 409
    assert late.json()["error"] == "conflict"
    assert desk.call("GET", path).json()["text"] == "一"


def test_a_review_by_program(program: Tokens, jing: User, lin: User, zhou: User) -> None:
    jing.memberships.get().brand.__class__.objects.update(reviewers_required=1)
    draft = begun(program(lin))
    path = f"/drafts/{draft['id']}"
    asked = program(lin).call("POST", f"{path}/submission", {"note": "请看"})
    assert asked.json()["waiting"] is True
    refused = program(zhou).call("POST", f"{path}/decision", {"verdict": "return"})
    assert refused.status_code in (409, 422)
    approved = program(zhou).call("POST", f"{path}/decision", {"verdict": "approve"})
    assert approved.json()["approved"] is True


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/drafts", {"title": "x"}),
        ("POST", "/deliveries", {}),
        ("GET", "/events", None),
        ("POST", "/media", None),
    ],
)
def test_a_token_is_held_to_its_scopes(
    method: str, path: str, body: object, program: Tokens, jing: User
) -> None:
    assert program(jing, Act.SEE).call(method, path, body).status_code == 403


def test_a_token_is_no_stronger_than_its_persons_present_role(program: Tokens, jing: User) -> None:
    desk = program(jing)
    jing.memberships.update(role="analyst")
    assert desk.call("POST", "/drafts", {"title": "x"}).status_code == 403


@pytest.mark.parametrize("token", ["", "nonsense", "xb_" + "a" * 43])
def test_without_a_working_token_nothing_is_told(token: str, db: None) -> None:
    assert Program(token).call("GET", "/drafts").status_code == 401


def test_an_expired_or_revoked_token_does_not_work(jing: User) -> None:
    now, member = clock.now(), jing.memberships.get()
    _, old = tokens.issue(member, "old", [Act.SEE], now + timedelta(seconds=-1), now)
    row, gone = tokens.issue(member, "gone", [Act.SEE], None, now)
    tokens.revoke(row, jing, now)
    for plain in (old, gone):
        assert Program(plain).call("GET", "/brand").status_code == 401


def test_another_brands_things_are_not_there(
    program: Tokens, jing: User, outsider: User, site: Account
) -> None:
    draft = begun(program(jing))
    stranger = program(outsider)
    assert stranger.call("GET", f"/drafts/{draft['id']}").status_code == 404
    assert stranger.call("GET", f"/accounts/{site.pk}").status_code == 404
    assert stranger.call("GET", "/drafts").json()["items"] == []
    promised = stranger.call("POST", "/deliveries", {"draft": draft["id"], "account": str(site.pk)})
    assert promised.status_code == 404


def test_pages_follow_the_cursor_and_lose_nothing(program: Tokens, jing: User) -> None:
    desk, now = program(jing), clock.now()
    made = {str(Draft.start(jing.memberships.get().brand, jing, now).pk) for _ in range(7)}
    seen: list[str] = []
    cursor = ""
    while True:
        found = desk.call("GET", f"/drafts?limit=3{cursor}").json()
        seen += [d["id"] for d in found["items"]]
        if not found["next"]:
            break
        cursor = f"&cursor={found['next']}"
    assert len(seen) == 7
    assert set(seen) == made


def test_moments_that_cannot_be_kept_say_why(program: Tokens, jing: User, site: Account) -> None:
    desk = program(jing)
    body = {"draft": begun(desk)["id"], "account": str(site.pk), "when": "at"}
    for wall, word in [("2020-01-01T10:00", "in_the_past"), ("soon", "unreadable")]:
        answer = desk.call("POST", "/deliveries", body | {"wall": wall})
        assert (answer.status_code, answer.json()["error"]) == (422, word)
    slot = desk.call("POST", "/deliveries", body | {"when": "slot"})
    assert slot.json()["error"] == "no_slot"


def test_an_empty_text_is_blocked_with_remarks(program: Tokens, jing: User, site: Account) -> None:
    desk = program(jing)
    draft = begun(desk, title="", text="")
    answer = desk.call("POST", "/deliveries", {"draft": draft["id"], "account": str(site.pk)})
    assert (answer.status_code, answer.json()["error"]) == (422, "blocked")
    assert answer.json()["remarks"]


def test_a_picture_that_is_a_zip_is_refused_with_a_sentence(program: Tokens, jing: User) -> None:
    desk = program(jing)
    fake = SimpleUploadedFile("tea.png", b"PK\x03\x04" + b"\0" * 100, content_type="image/png")
    answer = Client().post(
        "/api/v1/media", {"file": fake}, headers={"Authorization": f"Bearer {desk.token}"}
    )
    assert (answer.status_code, answer.json()["error"]) == (422, "unfit_file")


def test_the_description_is_openapi_and_names_every_call(db: None) -> None:
    spec = json.loads(Client().get("/api/v1/openapi.json").content)
    assert spec["openapi"].startswith("3.")
    assert "/api/v1/deliveries/{delivery_id}/moment" in spec["paths"]
