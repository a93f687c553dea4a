"""The list and the editor's page, for those who may and for those who may not."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from xiaobian.drafts import marks
from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.people.access import Role


@pytest.fixture
def draft(brand, lin, now):
    return Draft.start(brand, lin, now, title="雪天煮茶", text="山泉也好")


@pytest.fixture
def account(brand):
    return brand.accounts.create(kind="bluesky", name="山野茶", handle="shanye.bsky.social")


def send(client, pk, text, revision=0, **more):
    body = {"content": Content(text=text).to_json(), "revision": revision, **more}
    return client.post(
        f"/desk/drafts/{pk}/save/", json.dumps(body), content_type="application/json"
    )


class TestList:
    def test_fifty_rows_cost_a_fixed_number_of_queries(
        self, brand, lin, now, desk, account, django_assert_max_num_queries
    ):
        for number in range(60):
            made = Draft.start(brand, lin, now + timedelta(minutes=number), title=f"第 {number} 篇")
            made.targets.add(account)
        client = desk(lin)
        client.get("/desk/drafts/")
        with django_assert_max_num_queries(16):
            page = client.get("/desk/drafts/").content.decode()
        assert page.count('class="row"') == 50
        assert "第 59 篇" in page
        assert "第 9 篇" not in page

    def test_pages_lead_to_the_end_and_back(self, brand, lin, now, desk):
        for number in range(120):
            Draft.start(brand, lin, now + timedelta(seconds=number // 3), title=f"n{number}")
        client, seen, cursor = desk(lin), [], ""
        while True:
            page = client.get("/desk/drafts/", {"after": cursor}).context["page"]
            seen += [str(d) for d in page.drafts]
            if not (cursor := page.older):
                break
        assert len(seen) == len(set(seen)) == 120
        back = client.get("/desk/drafts/", {"before": page.newer}).context["page"]
        assert [str(d) for d in back.drafts] == seen[50:100]

    def test_words_are_looked_for_in_title_and_text(self, brand, lin, now, desk, draft):
        Draft.start(brand, lin, now, title="另一篇", text="没有茶")
        client = desk(lin)

        def found(q):
            return {str(d) for d in client.get("/desk/drafts/", {"q": q}).context["page"].drafts}

        assert found("山泉") == {"雪天煮茶"}
        assert found("茶 篇") == {"另一篇"}
        assert found("%") == set()

    def test_mine_are_those_i_began_or_changed_last(self, brand, lin, jing, now, desk, draft):
        Draft.start(brand, jing, now, title="阿静的")
        page = desk(lin).get("/desk/drafts/", {"shelf": "mine"}).context["page"]
        assert [str(d) for d in page.drafts] == ["雪天煮茶"]

    def test_putting_away_can_be_undone_in_one_click(self, lin, desk, draft):
        client = desk(lin)
        page = client.post(f"/desk/drafts/{draft.pk}/archive/", follow=True).content.decode()
        assert f"/desk/drafts/{draft.pk}/bring-back/" in page
        assert "雪天煮茶" not in client.get("/desk/drafts/").content.decode()
        assert "雪天煮茶" in client.get("/desk/drafts/?shelf=archived").content.decode()
        client.post(f"/desk/drafts/{draft.pk}/bring-back/")
        assert "雪天煮茶" in client.get("/desk/drafts/").content.decode()

    def test_an_empty_desk_says_what_to_do_next(self, lin, desk):
        assert "/desk/drafts/new/" in desk(lin).get("/desk/drafts/").content.decode()

    def test_upper_floors_speak_through_marks(self, lin, desk, draft, monkeypatch):
        monkeypatch.setattr(marks, "_markers", [])
        marks.register(lambda drafts, now: {d.pk: marks.Mark("weighs little") for d in drafts})
        marks.register(
            lambda drafts, now: {d.pk: marks.Mark("weighs more", weight=2) for d in drafts}
        )
        page = desk(lin).get("/desk/drafts/").content.decode()
        assert "weighs more" in page
        assert "weighs little" not in page


class TestSaving:
    def test_the_first_save_makes_the_draft_and_aims_it_everywhere(self, brand, lin, desk, account):
        client = desk(lin)
        page = client.get("/desk/drafts/new/")
        path = page.url.split("/b/shanye")[1]
        assert client.get(path).status_code == 200
        assert not Draft.objects.exists()
        pk = path.split("/")[3]
        assert send(client, pk, "第一句", new=True).json()["revision"] == 0
        made = Draft.objects.get(pk=pk)
        assert (made.text, made.owner, list(made.targets.all())) == ("第一句", lin, [account])
        assert send(client, pk, "第一句。", new=True).json()["revision"] == 1

    def test_a_save_answers_with_the_revision_to_go_on_from(self, lin, desk, draft):
        assert send(desk(lin), draft.pk, "新").json()["revision"] == 1

    def test_a_conflict_shows_what_stands_and_whose_it_is(self, lin, jing, desk, draft):
        send(desk(jing), draft.pk, "阿静的字")
        answer = send(desk(lin), draft.pk, "小林的字")
        assert answer.status_code == 409
        assert answer.json()["by"] == "阿静"
        assert answer.json()["content"]["text"] == "阿静的字"
        again = send(desk(lin), draft.pk, "小林的字", revision=answer.json()["revision"], keep=True)
        assert again.status_code == 200
        assert [v.text for v in draft.versions.all()] == ["小林的字", "阿静的字", "山泉也好"]

    @pytest.mark.parametrize(
        ("text", "status"), [("字" * 200_001, 413), ("a\ud800", 422), ("\x00", 422)]
    )
    def test_what_cannot_be_kept_is_refused_with_a_sentence(self, lin, desk, draft, text, status):
        answer = send(desk(lin), draft.pk, text)
        assert answer.status_code == status
        assert answer.json()["message"]
        assert Draft.objects.get().text == "山泉也好"

    def test_ten_megabytes_are_refused_with_a_sentence(self, lin, desk, draft):
        answer = send(desk(lin), draft.pk, "茶" * 3_500_000)
        assert answer.status_code == 413
        assert "200,000" in answer.json()["message"]

    @pytest.mark.parametrize(
        "body", ["", "[]", "{", '{"content": 1}', '{"content": {}, "revision": "x"}']
    )
    def test_nonsense_is_refused(self, lin, desk, draft, body):
        answer = desk(lin).post(
            f"/desk/drafts/{draft.pk}/save/", body, content_type="application/json"
        )
        assert answer.status_code == 422

    def test_targets_are_saved_with_the_text(self, lin, desk, draft, account):
        send(desk(lin), draft.pk, "山泉也好", targets=[str(account.pk)])
        assert list(draft.targets.all()) == [account]
        send(desk(lin), draft.pk, "山泉也好。", revision=1)
        assert list(draft.targets.all()) == [account]

    def test_a_plain_form_saves_without_touching_line_endings_or_overrides(
        self, lin, desk, draft, account, now
    ):
        said = {str(account.pk): {"text": "短"}}
        draft.write(Content(text="a\r\nb\nc", overrides=said), by=lin, revision=0, now=now)
        form = {"title": "题", "text": "a\r\nb\r\nc\r\nd", "tags": "#茶，冬", "revision": "1"}
        answer = desk(lin).post(f"/desk/drafts/{draft.pk}/save/", form)
        assert answer.status_code == 302
        saved = Draft.objects.get().content
        assert saved == Content("题", "a\r\nb\nc\nd", ("茶", "冬"), "", said)

    def test_a_plain_form_that_comes_second_keeps_its_words_on_the_page(
        self, lin, jing, desk, draft
    ):
        send(desk(jing), draft.pk, "阿静的字")
        answer = desk(lin).post(
            f"/desk/drafts/{draft.pk}/save/", {"text": "小林的字", "revision": "0"}
        )
        assert answer.status_code == 409
        assert "小林的字" in answer.content.decode()
        assert Draft.objects.get().text == "阿静的字"

    def test_a_textarea_keeps_a_leading_empty_line(self, brand, lin, desk, now):
        made = Draft.start(brand, lin, now, text="\n\n开头空两行")
        page = desk(lin).get(f"/desk/drafts/{made.pk}/").content.decode()
        assert ">\n\n\n开头空两行</textarea>" in page


class TestWhoMay:
    PATHS = ("", "preview/", "{pk}/", "{pk}/save/", "{pk}/archive/", "{pk}/versions/", "pictures/")

    def test_outsiders_find_nothing(self, outsider, desk, draft):
        for path in self.PATHS:
            address = f"/desk/drafts/{path.format(pk=draft.pk)}"
            assert desk(outsider).get(address).status_code == 404
            assert desk(outsider).post(address).status_code == 404
        theirs = outsider.memberships.get().brand
        own = desk(outsider)
        own.brand = theirs
        assert own.get(f"/desk/drafts/{draft.pk}/").status_code == 404
        assert own.get(f"/desk/drafts/{draft.pk}/?new=1").status_code == 404
        assert send(own, draft.pk, "抢", new=True).status_code == 404
        assert own.post(f"/desk/drafts/{draft.pk}/archive/").status_code == 404
        assert Draft.objects.get().text == "山泉也好"

    def test_visitors_are_asked_to_sign_in(self, desk, draft):
        for path in self.PATHS:
            answer = desk(None).get(f"/desk/drafts/{path.format(pk=draft.pk)}")
            assert (answer.status_code, answer.url[:15]) == (302, "/account/login/")

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.SERVICE, Role.ANALYST])
    def test_those_who_do_not_write_read(self, join, desk, draft, role):
        client = desk(join("读者", role))
        page = client.get(f"/desk/drafts/{draft.pk}/").content.decode()
        assert "山泉也好" in page
        assert "<textarea" not in page
        assert send(client, draft.pk, "改").status_code == 403
        assert client.post(f"/desk/drafts/{draft.pk}/archive/").status_code == 403
        assert client.get("/desk/drafts/new/").status_code == 403
        assert client.get(f"/desk/drafts/{uuid4()}/?new=1").status_code == 404
        assert "/desk/drafts/new/" not in client.get("/desk/drafts/").content.decode()


class TestPreview:
    def ask(self, client, content, *accounts):
        body = {"content": content.to_json(), "targets": [str(a.pk) for a in accounts]}
        return client.post(
            "/desk/drafts/preview/", json.dumps(body), content_type="application/json"
        )

    def test_a_post_shows_its_parts_with_counters_and_facets(self, lin, desk, account):
        page = self.ask(
            desk(lin), Content(text="看 https://example.com #茶"), account
        ).content.decode()
        assert 'class="facet" title="https://example.com"' in page
        assert "/ 300" in page

    def test_what_an_account_says_differently_is_what_it_shows(self, lin, desk, account):
        content = Content(text="主稿", overrides={str(account.pk): {"text": "只给这里"}})
        page = self.ask(desk(lin), content, account).content.decode()
        assert "只给这里" in page
        assert "主稿" not in page

    def test_nothing_typed_becomes_markup(self, lin, desk, account):
        text = "<script>alert(1)</script> ![x](javascript:alert(1)) [y](javascript:alert(1))"
        page = self.ask(desk(lin), Content(title=text, text=text), account).content.decode()
        assert "<script" not in page
        assert 'href="javascript' not in page

    def test_accounts_of_others_are_not_shown(self, lin, outsider, desk):
        theirs = outsider.memberships.get().brand.accounts.create(kind="bluesky", name="别家的号")
        assert "别家的号" not in self.ask(desk(lin), Content(text="x"), theirs).content.decode()


class TestVersions:
    def test_any_two_are_compared_word_by_word(self, lin, desk, draft, now):
        draft.write(Content("雪天煮茶", "山泉最好"), by=lin, revision=0, now=now, keep=True)
        page = desk(lin).get(f"/desk/drafts/{draft.pk}/versions/?old=1&new=2").content.decode()
        assert "山泉<del>也</del><ins>最</ins>好" in page

    def test_going_back_is_one_click(self, lin, desk, draft, now):
        draft.write(Content(text="改坏了"), by=lin, revision=0, now=now, keep=True)
        desk(lin).post(f"/desk/drafts/{draft.pk}/versions/1/go-back/")
        assert Draft.objects.get().text == "山泉也好"

    def test_a_version_that_is_not_there_is_not_found(self, lin, desk, draft):
        assert desk(lin).post(f"/desk/drafts/{draft.pk}/versions/9/go-back/").status_code == 404
        assert desk(lin).get(f"/desk/drafts/{draft.pk}/versions/?old=x&new=99").status_code == 200
