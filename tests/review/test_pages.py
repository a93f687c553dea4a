"""The pages of review, for members, for outsiders, and for those who hold a link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiaobian.drafts.content import Content
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.kernel.models import Bucket
from xiaobian.review import verbs
from xiaobian.review.models import Decision, ReviewLink
from xiaobian.review.standing import is_approved


@pytest.fixture
def draft(brand, lin, now):
    brand.reviewers_required = 1
    brand.save()
    made = Draft.start(brand, lin, now, title="雪天煮茶", text="山泉也好")
    made.targets.add(brand.accounts.create(kind="bluesky", name="山野茶"))
    return made


def fresh(draft):
    return Draft.objects.select_related("brand").get(pk=draft.pk)


def change(draft, text, by, now):
    stood = fresh(draft)
    return stood.write(Content("雪天煮茶", text), by=by, revision=stood.revision, now=now)


def decide(client, draft, verdict, seen=None, reason=""):
    form = {"verdict": verdict, "seen": seen or fresh(draft).content_hash, "reason": reason}
    return client.post(f"/desk/review/{draft.pk}/decide/", form)


class TestMembers:
    def test_the_queue_shows_what_waits_in_a_fixed_number_of_queries(
        self, brand, lin, zhou, now, desk, django_assert_max_num_queries
    ):
        for number in range(50):
            made = Draft.start(brand, lin, now, title=f"第 {number} 篇", text="字")
            verbs.submit(made, lin, "", now + timedelta(minutes=number))
        client = desk(zhou)
        client.get("/desk/review/")
        with django_assert_max_num_queries(18):
            page = client.get("/desk/review/").content.decode()
        assert page.index("第 0 篇") < page.index("第 49 篇")

    def test_asking_approving_and_the_list_saying_so(self, draft, lin, zhou, desk):
        writer, reviewer = desk(lin), desk(zhou)
        assert "approval is needed" in writer.get(f"/desk/review/{draft.pk}/bar/").content.decode()
        bar = writer.post(f"/desk/review/{draft.pk}/submit/", headers={"HX-Request": "true"})
        assert "needs approval" in bar.content.decode()
        assert "needs approval" in writer.get("/desk/drafts/").content.decode()
        assert "山泉也好" in reviewer.get(f"/desk/review/{draft.pk}/").content.decode()
        assert decide(reviewer, draft, "approve").url.endswith("/desk/review/")
        assert is_approved(fresh(draft))
        for shelf, there in (("ready", True), ("review", False), ("returned", False)):
            page = writer.get("/desk/drafts/", {"shelf": shelf}).content.decode()
            assert ("雪天煮茶" in page) is there, shelf

    def test_what_was_changed_while_reading_is_shown_instead_of_approved(
        self, draft, lin, zhou, desk, now
    ):
        seen = draft.content_hash
        change(draft, "山泉最好", lin, now)
        answer = decide(desk(zhou), draft, "approve", seen=seen)
        assert answer.status_code == 409
        assert "山泉<del>也</del><ins>最</ins>好" in answer.content.decode()
        assert not Decision.objects.exists()

    def test_returning_without_a_reason_says_so_and_keeps_the_page(self, draft, zhou, desk):
        page = decide(desk(zhou), draft, "return", reason=" ").content.decode()
        assert "Say why" in page
        decide(desk(zhou), draft, "return", reason="水温写错了")
        assert draft.decisions.get().reason == "水温写错了"

    def test_the_last_editor_is_told_that_somebody_else_approves(self, draft, jing, desk, now):
        change(draft, "阿静改的", jing, now)
        page = desk(jing).get(f"/desk/review/{draft.pk}/").content.decode()
        assert 'value="approve"' not in page
        assert "somebody else" in decide(desk(jing), draft, "approve").content.decode()
        assert not is_approved(fresh(draft))

    def test_changes_since_the_last_approval_are_marked(self, draft, lin, zhou, desk, now):
        verbs.approve(draft.versions.get(), zhou, now)
        change(draft, "山泉最好", lin, now)
        page = desk(zhou).get(f"/desk/review/{draft.pk}/").content.decode()
        assert "<del>也</del><ins>最</ins>" in page

    def test_an_empty_text_is_not_sent_to_review(self, brand, lin, desk, now):
        empty = Draft.start(brand, lin, now)
        answer = desk(lin).post(f"/desk/review/{empty.pk}/submit/", headers={"HX-Request": "true"})
        assert "nothing to read" in answer.content.decode()

    def test_a_draft_that_is_not_saved_yet_has_an_empty_bar(self, lin, desk, brand):
        address = "/desk/review/00000000-0000-7000-8000-000000000000/bar/"
        assert desk(lin).get(address).content == b""


class TestWhoMay:
    def test_writers_ask_and_reviewers_decide_never_the_other_way(self, draft, lin, zhou, desk):
        assert decide(desk(lin), draft, "approve").status_code == 403
        assert desk(lin).post(f"/desk/review/{draft.pk}/links/", {"name": "x"}).status_code == 403
        assert desk(zhou).post(f"/desk/review/{draft.pk}/submit/").status_code == 403
        assert not Decision.objects.exists()

    def test_outsiders_and_visitors_find_nothing(self, draft, outsider, desk):
        own = desk(outsider)
        own.brand = outsider.memberships.get().brand
        for path in ("", "bar/", "submit/", "decide/", "links/", "withdraw/"):
            address = f"/desk/review/{draft.pk}/{path}"
            assert desk(outsider).get(address).status_code == 404
            assert desk(None).get(address).url.startswith("/account/login/")
            if path not in ("bar/", ""):
                assert own.post(address).status_code == 404
        assert own.get(f"/desk/review/{draft.pk}/").status_code == 404
        assert own.get(f"/desk/review/{draft.pk}/bar/").content == b""
        assert not Decision.objects.exists()

    def test_another_brands_link_is_not_ended(self, draft, jing, outsider, desk):
        link, _ = verbs.make_link(draft, "老李", jing, clock.now() + timedelta(days=1), clock.now())
        own = desk(outsider)
        own.brand = outsider.memberships.get().brand
        assert own.post(f"/desk/review/links/{link.pk}/revoke/").status_code == 404
        link.refresh_from_db()
        assert link.revoked_at is None


class TestLink:
    @pytest.fixture
    def token(self, draft, jing):
        at = clock.now()
        return verbs.make_link(draft, "茶商老李", jing, at + timedelta(days=7), at)[1]

    def say(self, client, token, draft, verdict, reason=""):
        form = {
            "verdict": verdict,
            "seen": fresh(draft).content_hash,
            "reason": reason,
            "name": "老李",
        }
        return client.post(f"/r/{token}", form)

    def test_it_is_shown_once_without_the_brands_prefix(self, draft, jing, desk):
        page = desk(jing).post(f"/desk/review/{draft.pk}/links/", {"name": "老李", "days": "7"})
        link = page.context["new_link"]
        assert "/r/" in link
        assert "/b/" not in link
        assert link not in desk(jing).get(f"/desk/review/{draft.pk}/").content.decode()

    def test_whoever_holds_it_reads_and_decides_once(self, draft, token, client):
        page = client.get(f"/r/{token}")
        assert "山泉也好" in page.content.decode()
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Referrer-Policy"] == "same-origin"
        assert "no-store" in page["Cache-Control"]
        self.say(client, token, draft, "approve")
        assert is_approved(fresh(draft))
        assert "You approved" in client.get(f"/r/{token}").content.decode()
        assert "already" in self.say(client, token, draft, "return", "x").content.decode()

    def test_a_changed_text_is_shown_before_it_is_decided(self, draft, token, client, lin, now):
        seen = draft.content_hash
        change(draft, "山泉最好", lin, now)
        answer = client.post(f"/r/{token}", {"verdict": "approve", "seen": seen, "name": "老李"})
        assert answer.status_code == 409
        assert "山泉最好" in answer.content.decode()
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("how", ["expired", "ended", "archived", "wrong"])
    def test_a_link_that_no_longer_works_says_so_and_shows_nothing(
        self, draft, token, client, jing, how, now
    ):
        if how == "expired":
            ReviewLink.objects.update(expires_at=clock.now())
        elif how == "ended":
            verbs.revoke_link(ReviewLink.objects.get(), jing, now)
        elif how == "archived":
            draft.archive(jing, now)
        answer = client.get(f"/r/{token}{'x' if how == 'wrong' else ''}")
        assert answer.status_code == 404
        assert "山泉也好" not in answer.content.decode()
        assert "no longer works" in answer.content.decode()
        assert self.say(client, token + "x" * (how == "wrong"), draft, "approve").status_code == 404
        assert not Decision.objects.exists()

    def test_asking_too_often_is_answered_with_a_pause(self, client, db):
        codes = [client.get("/r/guess").status_code for _ in range(40)]
        assert codes[0] == 404
        assert codes[-1] == 429
        assert Bucket.objects.filter(key__startswith="review-link:").count() == 1
