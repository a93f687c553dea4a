"""The demonstration: filled once, never into a desk with people, and able to publish for real."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client, TestCase

from xiaobian.accounts.models import Account
from xiaobian.box.demo import EMAIL, PASSWORD, content, crowd, pictures, platforms, solar
from xiaobian.box.demo.seed import point, seed
from xiaobian.connectors.fakes import serve
from xiaobian.drafts.models import Draft
from xiaobian.kernel import clock
from xiaobian.media.models import Asset
from xiaobian.numbers.models import ReadingDay, Snapshot
from xiaobian.people.models import Brand, User
from xiaobian.publishing import engine
from xiaobian.publishing.models import Delivery
from xiaobian.publishing.states import State
from xiaobian.site.models import Comment, Post
from xiaobian.typeset.rendition import Rendition

ADDRESS = "http://127.0.0.1:9"


def test_the_solar_terms_are_right_to_the_day() -> None:
    found = dict(solar.terms(date(2026, 1, 1), date(2026, 12, 31)))
    assert len(found) == 24
    assert found[date(2026, 2, 4)] == "立春"
    assert found[date(2026, 4, 5)] == "清明"
    assert found[date(2026, 11, 22)] == "小雪"


def test_every_text_names_a_picture_there_is() -> None:
    for file in ("terms", "articles", "present", "recent"):
        for text in content.read(file):
            assert text.picture in pictures.PICTURES, text.title
            assert text.tags
            assert len(text.body) > 30
    assert {t.title.partition("｜")[0] for t in content.read("terms")} == set(solar.NAMES)


def test_a_post_never_loses_the_public_it_had() -> None:
    key = "3mabcdefgh22a"
    ages = [timedelta(hours=h) for h in (0, 1, 5, 30, 300, 3000)]
    likes = [crowd.figures(key, age)["likeCount"] for age in ages]
    assert likes == sorted(likes)
    assert likes[0] == 0 < likes[-1]
    assert crowd.figures(key, ages[2]) == crowd.figures(key, ages[2])


def test_a_desk_with_people_is_left_alone(jing: User) -> None:
    assert not seed(ADDRESS, clock.now())
    assert not Draft.objects.exists()
    assert User.objects.count() == 1


class TheDemonstration(TestCase):
    """Seeded once for all of these."""

    brand: Brand

    @classmethod
    def setUpTestData(cls) -> None:
        assert seed(ADDRESS, clock.now())
        cls.brand = Brand.objects.get()

    def test_an_empty_desk_gets_a_year_and_only_once(self) -> None:
        now = clock.now()
        sent = Delivery.objects.of(self.brand).filter(state=State.SENT)
        assert sent.count() >= 150
        assert sent.filter(sent_at__lt=now - timedelta(days=340)).exists()
        assert not sent.filter(sent_at__gt=now).exists()
        for state in (State.SCHEDULED, State.ASKING, State.REFUSED, State.MISSED):
            assert Delivery.objects.filter(state=state).exists(), state
        assert ReadingDay.objects.count() > 1000
        assert Snapshot.objects.count() > 1000
        assert Post.objects.count() == sent.filter(account__kind="site").count()
        assert Comment.objects.waiting().exists()
        assert Asset.objects.count() == len(pictures.PICTURES)
        before = Draft.objects.count()
        assert not seed(ADDRESS, now)
        assert Draft.objects.count() == before

    def test_nothing_that_was_published_breaks_a_limit(self) -> None:
        for delivery in Delivery.objects.select_related("rendition"):
            assert not Rendition.from_json(delivery.rendition.body).blocked, str(delivery)

    def test_the_printed_sign_in_opens_every_page(self) -> None:
        answer = self.client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
        assert answer.status_code == 302
        for page in ("", "drafts/", "calendar/", "review/", "numbers/", "accounts/", "media/"):
            assert self.client.get(f"/b/shanye/desk/{page}").status_code == 200, page
        assert Client().get("/s/shanye/").status_code == 200

    def test_the_fake_takes_what_the_desk_sends(self) -> None:
        promised = Delivery.objects.filter(state=State.SCHEDULED, account__kind="bluesky")
        delivery, fake = promised.earliest("due_at"), platforms.empty()
        account = Account.objects.get(kind="bluesky")
        platforms.introduce(fake, account.handle, account.secrets["password"], account.name)
        with serve(fake) as address:
            assert point(address) == 1
            with self.settings(OUTSIDE_ALLOW_PRIVATE=(address.removeprefix("http://"),)):
                kept = engine.keep(delivery.pk, lambda: delivery.due_at)
        delivery.refresh_from_db()
        assert kept is State.SENT, delivery.note
        delivery.refresh_from_db()
        assert delivery.url.startswith(address)
        assert fake.posts()[0]["uri"] == delivery.remote_id

    def test_a_new_fake_is_told_what_was_published(self) -> None:
        out = Delivery.objects.filter(account__kind="bluesky", state=State.SENT)
        few = list(out.order_by("sent_at").values_list("remote_id", flat=True)[:6])
        out.exclude(remote_id__in=few).update(state=State.CANCELLED)
        there = {post["uri"] for post in platforms.remembering().posts()}
        assert there >= set(few)

    def test_a_moved_fake_takes_its_links_along(self) -> None:
        assert point("http://127.0.0.1:10") == 1
        assert point("http://127.0.0.1:10") == 0
        account = Account.objects.get(kind="bluesky")
        assert account.config["service"] == account.secrets["pds"] == "http://127.0.0.1:10"
        assert not Delivery.objects.filter(url__startswith=ADDRESS + "/").exists()
