"""The library's pages: who sees what, and what uploads answer."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.media import corpus
from xiaobian.drafts.models import Draft
from xiaobian.drafts.models.placement import Placement
from xiaobian.media import jobs, verbs
from xiaobian.media.models import Asset
from xiaobian.media.variants import ensure
from xiaobian.people.models import Brand

pytestmark = pytest.mark.django_db
HOME = "/desk/media/"


def content(answer) -> bytes:
    """The whole body of a file's answer."""
    return b"".join(answer.streaming_content)  # the test client closes the file at its end


def picture(data: bytes = b"", name: str = "tea.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or corpus.jpeg(), content_type="text/plain")


def send(client, data: bytes = b"", name: str = "tea.jpg"):
    """As the page's script sends it."""
    given = {"file": picture(data, name)} if name else {}
    return client.post(HOME + "upload/", given, headers={"Accept": "application/json"})


def places(asset: Asset) -> dict[str, list[str]]:
    """Every address of the library, by method."""
    one = f"{HOME}{asset.pk}/"
    return {
        "get": [HOME, HOME + "picker/", one, one + "variants/", one + "file/", one + "w320/"],
        "post": [HOME + "upload/", one + "description/", one + "removal/", one + "return/"],
    }


def test_visitors_are_led_to_sign_in(add, lin, desk) -> None:
    for method, paths in places(add()).items():
        for path in paths:
            answer = getattr(desk(None), method)(path)
            assert answer.status_code == 302, path
            assert answer.url.split("?")[0].endswith("/account/login/"), path


def test_outsiders_find_nothing(add, desk, outsider) -> None:
    asset = add()
    for method, paths in places(asset).items():
        for path in paths:
            assert getattr(desk(outsider), method)(path).status_code == 404, path


def test_a_picture_of_another_brand_is_not_there(add, lin, desk, outsider) -> None:
    theirs = add(brand=Brand.objects.get(slug="other"))
    for method, paths in places(theirs).items():
        for path in paths:
            if str(theirs.pk) in path:
                assert getattr(desk(lin), method)(path).status_code == 404, path
    assert str(theirs.pk) not in desk(lin).get(HOME).content.decode()


def test_a_reviewer_sees_all_and_changes_nothing(add, zhou, desk) -> None:
    asset = add()
    at = places(asset)
    for path in at["get"]:
        answer = desk(zhou).get(path)
        assert answer.status_code == 200, path
        if answer.streaming:
            assert content(answer), path
        else:
            words = answer.content.decode()
            assert not any(f'action="/b/shanye{p}' in words for p in at["post"]), path
            assert "data-intake" not in words, path
    for path in at["post"]:
        assert desk(zhou).post(path).status_code == 403, path
    asset.refresh_from_db()
    assert asset.removed_at is None


def test_an_upload_answers_what_the_editor_needs(lin, desk) -> None:
    answer = send(desk(lin), name="春茶.png")
    asset = Asset.objects.get()
    assert answer.status_code == 201
    given = answer.json()
    assert given.pop("url").endswith(f"/b/shanye/desk/media/{asset.pk}/w640/")
    assert given.pop("thumb").endswith(f"/b/shanye/desk/media/{asset.pk}/w320/")
    assert given == {
        "id": str(asset.pk),
        "ref": f"media:{asset.pk}",
        "alt": "",
        "name": "春茶.jpg",
        "width": 600,
        "height": 400,
    }
    assert asset.by == lin


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [(corpus.zipped(), "a.png", "archive"), (b"", "a.png", "empty"), (b"", "", "Choose a picture")],
)
def test_a_refused_upload_answers_in_words(lin, desk, data, name, words) -> None:
    if name:
        given = {"file": SimpleUploadedFile(name, data)}
    else:
        given = {}
    answer = desk(lin).post(HOME + "upload/", given, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert not Asset.objects.exists()


def test_an_upload_over_the_limit_is_stopped_while_it_arrives(lin, desk, settings, shelves) -> None:
    settings.MEDIA_MAX_BYTES = 1024 * 1024
    answer = send(desk(lin), b"\xff\xd8\xff" + bytes(3 * 1024 * 1024))
    assert answer.status_code == 400
    assert "larger than 1 MB" in answer.json()["error"]


def test_a_disk_that_fills_while_an_upload_arrives_is_said_in_words(
    lin, desk, settings, tiny_disk
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tiny_disk)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = send(desk(lin), corpus.jpeg() + bytes(600 * 1024))
    assert answer.status_code == 507
    assert "disk of this desk is full" in answer.json()["error"]
    assert list(tiny_disk.rglob("*.upload*")) == []


def test_without_scripts_a_form_uploads_many_and_the_bad_one_stops_nobody(lin, desk) -> None:
    client = desk(lin)
    files = [picture(), picture(corpus.zipped(), "bad.png"), picture(corpus.png(), "good.png")]
    answer = client.post(HOME + "upload/", {"file": files}, follow=True)
    assert answer.redirect_chain[-1][0].endswith(HOME)
    assert "bad.png: This is an archive" in answer.content.decode()
    assert sorted(Asset.objects.values_list("name", flat=True)) == ["good.png", "tea.jpg"]


def test_the_form_of_the_page_is_protected(lin, brand) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(lin, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(f"/b/{brand.slug}{HOME}upload/", {"file": picture()})
    assert answer.status_code == 403


def test_the_library_turns_its_pages_both_ways(add, lin, desk, monkeypatch) -> None:
    monkeypatch.setattr("xiaobian.media.shelf.PAGE", 3)
    names = [add(corpus.jpeg(corpus.photo(20, 10, i)), f"p{i}.jpg").name for i in range(8)]
    client, path, seen = desk(lin), HOME, []
    while path:
        shelf = client.get(path).context["shelf"]
        seen.append([a.name for a in shelf.assets])
        path = f"{HOME}?after={shelf.older}" if shelf.older else ""
    assert [n for page in seen for n in page] == names[::-1]
    assert [len(page) for page in seen] == [3, 3, 2]
    back = client.get(f"{HOME}?before={shelf.newer}").context["shelf"]
    assert [a.name for a in back.assets] == seen[1]
    first = client.get(f"{HOME}?before={back.newer}").context["shelf"]
    assert ([a.name for a in first.assets], first.newer) == (seen[0], "")


def test_pictures_are_found_by_name_and_description(add, lin, desk, now) -> None:
    tea = add(corpus.jpeg(), "spring-tea.jpg")
    poster = add(corpus.png(), "poster.png")
    verbs.describe(poster, "雪天煮茶的海报", lin, now)

    def found(query: str) -> set[str]:
        return {a.name for a in desk(lin).get(f"{HOME}?{query}").context["shelf"].assets}

    assert found("q=TEA") == {tea.name}
    assert found("q=煮茶 poster") == {poster.name}
    assert found("q=煮茶 spring") == set()
    assert found("undescribed=1") == {tea.name}
    assert found("q=%25") == set()
    assert "Nothing found" in desk(lin).get(f"{HOME}?q=zzz").content.decode()


def test_a_page_of_pictures_costs_few_queries(
    add, lin, desk, django_assert_max_num_queries
) -> None:
    for i in range(12):
        add(corpus.jpeg(corpus.photo(20, 10, i)))
    client = desk(lin)
    client.get(HOME)
    with django_assert_max_num_queries(16):
        client.get(HOME)
    with django_assert_max_num_queries(6):
        client.get(HOME, headers={"HX-Request": "true"})


def test_htmx_gets_the_grid_alone(add, lin, desk) -> None:
    add()
    alone = desk(lin).get(HOME, headers={"HX-Request": "true"}).content.decode()
    assert alone.strip().startswith('<section id="shelf"')


def test_the_picker_offers_pictures_with_all_that_a_text_needs(add, lin, desk, now) -> None:
    asset = add()
    verbs.describe(asset, "茶园", lin, now)
    whole = desk(lin).get(HOME + "picker/").content.decode()
    assert f'data-ref="{asset.ref}"' in whole
    assert 'data-alt="茶园"' in whole
    headers = {"HX-Request": "true", "HX-Target": "picker-shelf"}
    inside = desk(lin).get(HOME + "picker/?q=茶园", headers=headers).content.decode()
    assert "<dialog" not in inside
    assert asset.ref in inside


def test_a_removed_picture_leaves_the_library_and_comes_back_by_undo(add, lin, desk) -> None:
    asset = add()
    client = desk(lin)
    answer = client.post(f"{HOME}{asset.pk}/removal/", follow=True).content.decode()
    assert f"{asset.pk}/return/" in answer
    assert f'href="/b/shanye{HOME}{asset.pk}/"' not in answer
    assert "out of the library" in client.get(f"{HOME}{asset.pk}/").content.decode()
    client.post(f"{HOME}{asset.pk}/return/")
    assert f'href="/b/shanye{HOME}{asset.pk}/"' in client.get(HOME).content.decode()


def test_a_description_is_kept_with_and_without_scripts(add, lin, desk) -> None:
    asset, client = add(), desk(lin)
    path = f"{HOME}{asset.pk}/description/"
    said = client.post(path, {"alt": "茶园"}, headers={"HX-Request": "true"}).content.decode()
    assert "Saved" in said
    assert client.post(path, {"alt": "茶园清晨"}).status_code == 302
    asset.refresh_from_db()
    assert asset.alt == "茶园清晨"
    long = client.post(path, {"alt": "x" * 2001}, headers={"HX-Request": "true"}).content.decode()
    assert "2000" in long
    asset.refresh_from_db()
    assert asset.alt == "茶园清晨"


def test_the_page_of_a_picture_says_what_it_is_ready_for_and_where_it_is_used(
    add, lin, desk, brand, now
) -> None:
    asset = add()
    ensure(asset, "w320")
    draft = Draft.objects.create(
        brand=brand, title="雪天煮茶", owner=lin, edited_by=lin, edited_at=now
    )
    Placement.objects.create(draft=draft, asset=asset)
    page = desk(lin).get(f"{HOME}{asset.pk}/").content.decode()
    for words in ("600 × 400", "waiting", "made", "雪天煮茶", asset.ref, "JPEG"):
        assert words in page
    jobs.prepare(str(asset.pk))
    assert "waiting" not in desk(lin).get(f"{HOME}{asset.pk}/variants/").content.decode()


def test_files_come_with_their_true_type_and_may_do_nothing(add, lin, desk) -> None:
    asset = add(corpus.turned_jpeg(1), "春茶.jpg")
    original = desk(lin).get(f"{HOME}{asset.pk}/file/")
    assert content(original) == corpus.turned_jpeg(1)
    assert original.headers["Content-Type"] == "image/jpeg"
    assert original.headers["X-Content-Type-Options"] == "nosniff"
    assert original.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert original.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert original.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    thumb = desk(lin).get(f"{HOME}{asset.pk}/w320/")
    assert thumb.headers["Content-Type"] == "image/webp"
    assert b"SecretCamera" not in content(thumb)


def test_what_the_browser_has_is_not_sent_again(add, lin, desk) -> None:
    path = f"{HOME}{add().pk}/w320/"
    first = desk(lin).get(path)
    assert content(first)
    etag = first.headers["ETag"]
    again = desk(lin).get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-9", 206, (0, 10)),
        ("bytes=10-", 206, (10, None)),
        ("bytes=-7", 206, (-7, None)),
        ("bytes=5-999999", 206, (5, None)),
        ("bytes=999999-", 416, None),
        ("bytes=9-3", 416, None),
        ("bytes=-0", 416, None),
        ("pages=1-2", 416, None),
    ],
)
def test_parts_of_a_file_can_be_asked_for(add, lin, desk, asked, status, span) -> None:
    answer = desk(lin).get(f"{HOME}{add().pk}/file/", headers={"Range": asked})
    assert answer.status_code == status
    if span:
        body = content(answer)
        assert body == corpus.jpeg()[slice(*span)]
        assert answer.headers["Content-Length"] == str(len(body))


def test_a_part_of_an_older_file_is_answered_by_the_whole(add, lin, desk) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    answer = desk(lin).get(f"{HOME}{add().pk}/file/", headers=headers)
    assert (answer.status_code, content(answer)) == (200, corpus.jpeg())


def test_purposes_there_are_not_are_not_there(add, lin, desk) -> None:
    asset = add()
    for purpose in ("w5", "platform:nowhere", "original", "w320.webp"):
        assert desk(lin).get(f"{HOME}{asset.pk}/{purpose}/").status_code == 404


def test_readers_get_published_pictures_without_signing_in(add, client) -> None:
    from xiaobian.media import public

    asset = add(corpus.turned_jpeg(6))
    answer = client.get(public.url(asset, 320))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"SecretCamera" not in content(answer)
    card = client.get(public.card_url(asset))
    assert card.headers["Content-Type"] == "image/jpeg"
    assert content(card)


def test_readers_get_nothing_by_guessing(add, client) -> None:
    from xiaobian.media import public

    asset = add()
    address = public.url(asset, 320)
    for wrong in (
        address[:-1] + ("A" if address[-1] != "A" else "B"),
        address.replace("w320", "w640"),
        f"/m/{asset.pk.hex}/w320/x",
        reverse("pictures:picture", args=["nonsense", "w320", "x"]),
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_a_published_picture_outlives_its_removal_from_the_library(add, client, lin, now) -> None:
    from xiaobian.media import public

    asset = add()
    verbs.remove(asset, lin, now)
    assert content(client.get(public.url(asset)))


def test_answers_are_json_only_for_scripts(lin, desk) -> None:
    answer = send(desk(lin))
    assert json.loads(answer.content)["name"] == "tea.jpg"
