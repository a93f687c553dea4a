"""The connector against the server that Bluesky runs, read back with the official client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from tests.plugins.pds import Desk, PdsAccount, RealPds
from xiaobian.accounts.port import Absent, Post, Profile, Refused, Sent, Upload
from xiaobian.connectors.bluesky import connector as bluesky
from xiaobian.connectors.bluesky import tid
from xiaobian.kernel.http import open_client
from xiaobian.typeset.rendition import Part, Picture, Rendition, Span

pytestmark = [pytest.mark.pds, pytest.mark.xdist_group("pds")]

AT = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture(scope="module")
def http(pds: RealPds) -> Iterator[httpx.Client]:
    with open_client(allow_private=[urlsplit(pds.url).netloc], timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def shared(pds: RealPds) -> PdsAccount:
    """Making an account takes the server a second, emptying one takes none."""
    return pds.account()


@pytest.fixture
def account(shared: PdsAccount) -> PdsAccount:
    shared.ask("deletePosts")
    return shared


@pytest.fixture
def desk(http: httpx.Client, pds: RealPds, account: PdsAccount) -> Desk:
    desk = Desk(http)
    typed = {"service": pds.url, "handle": account.handle, "password": account.app_password}
    assert isinstance(bluesky.connect(desk.door(), typed), Profile)
    return desk


def write(desk: Desk, *parts: Part, seed: bytes = b"1", **values: object) -> Post:
    identity = bluesky.identify(desk.door(), AT, seed)
    return Post(identity, Rendition("thread", parts=parts, language="zh-Hans", **values), AT)  # type: ignore[arg-type]


def test_an_account_is_connected_by_its_app_password(
    pds: RealPds, http: httpx.Client, account: PdsAccount
) -> None:
    desk = Desk(http)
    typed = {"service": pds.url, "handle": f"@{account.handle} ", "password": account.app_password}
    found = bluesky.connect(desk.door(), typed)
    assert isinstance(found, Profile)
    assert (found.remote_id, found.handle) == (account.did, account.handle)
    assert bluesky.check(desk.door()) == found
    wrong = bluesky.connect(desk.door(), {**typed, "password": "aaaa-bbbb-cccc-dddd"})
    assert isinstance(wrong, Refused)


def test_links_tags_and_mentions_stand_on_the_right_words(
    pds: RealPds, desk: Desk, account: PdsAccount
) -> None:
    friend = pds.account("zhou")
    text = f"小编{FAMILY} 问 @{friend.handle}:山野 #春茶 https://example.com/茶 🇨🇳 @nobody.test"

    def span(words: str, kind: str, target: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words), kind, target)  # type: ignore[arg-type]

    part = Part(
        text,
        (
            span("@" + friend.handle, "mention", friend.handle),
            span("#春茶", "tag", "春茶"),
            span("https://example.com/茶", "link", "https://example.com/茶"),
            span("@nobody.test", "mention", "nobody.test"),
        ),
    )
    assert isinstance(bluesky.publish(desk.door(), write(desk, part, tags=("新茶",))), Sent)
    [post] = account.posts()
    assert post["value"]["text"] == text
    assert post["value"]["langs"] == ["zh-Hans"]
    assert post["value"]["tags"] == ["新茶"]
    assert post["value"]["createdAt"] == "2026-11-22T04:30:00.000Z"
    marked = [s for s in post["segments"] if len(s) > 1]
    assert marked == [
        {"text": "@" + friend.handle, "mention": friend.did},
        {"text": "#春茶", "tag": "春茶"},
        {"text": "https://example.com/茶", "link": "https://example.com/茶"},
    ]


def pictures(folder: Path, count: int) -> dict[str, Upload]:
    made = {}
    for n in range(count):
        path = folder / f"{n}.png"
        Image.new("RGB", (40 + n, 30), (n * 50, 90, 40)).save(path)
        made[f"p{n}"] = Upload(f"p{n}", path, "image/png", 40 + n, 30)
    return made


def test_four_pictures_go_out_with_their_words_and_shapes(
    pds: RealPds, desk: Desk, account: PdsAccount, tmp_path: Path
) -> None:
    uploads = pictures(tmp_path, 4)
    part = Part("四张图", pictures=tuple(Picture(ref, f"第{ref}张") for ref in uploads))
    post = replace(write(desk, part), uploads=uploads)
    staged = bluesky.stage(desk.door(), post)
    assert isinstance(staged, dict)
    assert account.posts() == []
    assert isinstance(bluesky.publish(desk.door(), replace(post, staged=staged)), Sent)
    [seen] = account.posts()
    images = seen["value"]["embed"]["images"]
    assert [i["alt"] for i in images] == ["第p0张", "第p1张", "第p2张", "第p3张"]
    assert [i["aspectRatio"]["width"] for i in images] == [40, 41, 42, 43]
    for image, upload in zip(images, uploads.values(), strict=True):
        cid = image["image"]["ref"]["$link"]
        there = pds.ask("blob", did=account.did, cid=cid)
        assert there == {"size": upload.path.stat().st_size, "type": "image/png"}


def test_pictures_that_the_server_forgot_are_given_again(
    desk: Desk, account: PdsAccount, tmp_path: Path
) -> None:
    uploads = pictures(tmp_path, 1)
    post = replace(write(desk, Part("茶", pictures=(Picture("p0", "茶"),))), uploads=uploads)
    staged = bluesky.stage(desk.door(), post)
    assert isinstance(staged, dict)
    # A handle of the right form to something that was never uploaded here.
    gone = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
    staged["blobs"]["p0"]["ref"]["$link"] = gone
    assert isinstance(bluesky.publish(desk.door(), replace(post, staged=staged)), Sent)
    [seen] = account.posts()
    assert seen["value"]["embed"]["images"][0]["image"]["ref"]["$link"] != gone


def test_a_link_shows_as_a_card_with_its_picture(
    desk: Desk, account: PdsAccount, tmp_path: Path
) -> None:
    uploads = pictures(tmp_path, 1)
    card = {"url": "https://example.com/", "title": "新茶", "description": "山里的", "ref": "p0"}
    post = replace(write(desk, Part("看", card_url=card["url"])), uploads=uploads, card=card)
    assert isinstance(bluesky.publish(desk.door(), post), Sent)
    external = account.posts()[0]["value"]["embed"]["external"]
    assert external["uri"] == card["url"]
    assert (external["title"], external["description"]) == ("新茶", "山里的")
    assert external["thumb"]["mimeType"] == "image/png"


def test_a_thread_hangs_together_in_order(desk: Desk, account: PdsAccount) -> None:
    post = write(desk, Part("一"), Part("二"), Part("三"))
    sent = bluesky.publish(desk.door(), post)
    assert isinstance(sent, Sent)
    first, second, third = account.posts()
    assert [p["value"]["text"] for p in (first, second, third)] == ["一", "二", "三"]
    root = {"uri": first["uri"], "cid": first["cid"]}
    assert second["value"]["reply"] == {"root": root, "parent": root}
    assert third["value"]["reply"]["parent"] == {"uri": second["uri"], "cid": second["cid"]}
    assert sent.remote_id == first["uri"]
    assert [p["cid"] for p in sent.data["parts"]] == [p["cid"] for p in (first, second, third)]


def test_sending_again_changes_nothing_and_finishes_what_was_cut_short(
    desk: Desk, account: PdsAccount
) -> None:
    whole = write(desk, Part("一"), Part("二"))
    first = bluesky.publish(desk.door(), write(desk, Part("一")))
    assert isinstance(first, Sent)
    assert bluesky.find(desk.door(), whole) == Absent()
    sent = bluesky.publish(desk.door(), whole)
    assert bluesky.publish(desk.door(), whole) == sent
    assert bluesky.find(desk.door(), whole) == sent
    assert [p["value"]["text"] for p in account.posts()] == ["一", "二"]
    assert account.posts()[0]["cid"] == first.data["parts"][0]["cid"]


def test_another_post_in_the_same_place_is_never_overwritten(
    desk: Desk, account: PdsAccount
) -> None:
    post = write(desk, Part("ours"))
    other = {"$type": "app.bsky.feed.post", "text": "theirs", "createdAt": "2020-01-01T00:00:00Z"}
    account.ask("put", collection="app.bsky.feed.post", rkey=post.identity, record=other)
    assert isinstance(bluesky.publish(desk.door(), post), Refused)
    assert [p["value"]["text"] for p in account.posts()] == ["theirs"]


def test_what_is_withdrawn_is_gone_and_stays_gone(desk: Desk, account: PdsAccount) -> None:
    post = write(desk, Part("一"), Part("二"))
    assert bluesky.find(desk.door(), post) == Absent()
    sent = bluesky.publish(desk.door(), post)
    assert isinstance(sent, Sent)
    for _ in range(2):
        assert bluesky.withdraw(desk.door(), post, sent) == sent
    assert account.posts() == []
    assert bluesky.find(desk.door(), post) == Absent()


@pytest.mark.parametrize(
    ("fits", "unit"),
    [
        ("汉" * 300, "汉"),
        (FAMILY * 120, FAMILY),
        ("🇨🇳" * 300, "🇨🇳"),
        ("é" * 300, "é"),
        ("ก็" * 300, "ก็"),
    ],
    ids=["CJK", "bytes", "flags", "combining", "Thai"],
)
def test_our_counters_and_the_servers_agree_to_the_last_character(
    desk: Desk, account: PdsAccount, fits: str, unit: str
) -> None:
    assert isinstance(bluesky.publish(desk.door(), write(desk, Part(fits))), Sent)
    too_long = fits + unit
    assert isinstance(bluesky.publish(desk.door(), write(desk, Part(too_long), seed=b"2")), Refused)
    record = {"$type": "app.bsky.feed.post", "text": too_long, "createdAt": "2026-01-01T00:00:00Z"}
    with pytest.raises(RuntimeError, match=r"grapheme|300|3000"):
        account.ask(
            "put",
            collection="app.bsky.feed.post",
            rkey=tid.choose(AT, b"x"),
            record=record,
        )


def test_a_picture_too_large_for_the_server_is_refused_before_it(
    desk: Desk, account: PdsAccount, tmp_path: Path
) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(bytes(2_000_001))
    uploads = {"p": Upload("p", path, "image/png", 10, 10)}
    post = replace(write(desk, Part("大", pictures=(Picture("p"),))), uploads=uploads)
    assert isinstance(bluesky.publish(desk.door(), post), Refused)
    assert isinstance(bluesky.stage(desk.door(), post), Refused)
    assert account.posts() == []


def test_a_session_that_ran_out_is_renewed_without_signing_in(
    pds: RealPds, desk: Desk, account: PdsAccount
) -> None:
    good = dict(desk.kept)
    desk.kept |= {"access": pds.expired(good["access"]), "password": "not needed"}
    assert isinstance(bluesky.publish(desk.door(), write(desk, Part("茶"))), Sent)
    assert desk.kept["refresh"] != good["refresh"]
    assert len(account.posts()) == 1


def test_an_app_password_that_was_taken_back_asks_to_reconnect(
    pds: RealPds, http: httpx.Client
) -> None:
    account, desk = pds.account(), Desk(http)
    typed = {"service": pds.url, "handle": account.handle, "password": account.app_password}
    bluesky.connect(desk.door(), typed)
    account.ask("revokeAppPassword", name="desk")
    desk.kept["access"] = pds.expired(desk.kept["access"])
    for outcome in (
        bluesky.publish(desk.door(), write(desk, Part("茶"))),
        bluesky.check(desk.door()),
    ):
        assert isinstance(outcome, Refused)
        assert outcome.reconnect
    assert account.posts() == []


def test_numbers_come_from_the_app_view_through_the_server(desk: Desk, account: PdsAccount) -> None:
    sent = bluesky.publish(desk.door(), write(desk, Part("茶")))
    assert isinstance(sent, Sent)
    readings = bluesky.numbers(desk.door(), [sent.remote_id], AT)
    assert isinstance(readings, list)
    assert {r.metric: r.value for r in readings} == {
        "likes": 3, "reposts": 2, "replies": 1, "quotes": 0,
    }  # fmt: skip
    nobody = replace(desk.door(), config={"appview": ""})
    assert isinstance(bluesky.numbers(nobody, [sent.remote_id], AT), Refused)


def test_a_post_takes_little_time(desk: Desk, account: PdsAccount, record_property) -> None:
    posts = [write(desk, Part(f"第{n}条"), seed=bytes([n])) for n in range(20)]
    began = time.perf_counter()
    for post in posts:
        assert isinstance(bluesky.publish(desk.door(), post), Sent)
    each = (time.perf_counter() - began) / len(posts) * 1000
    record_property("ms_per_post", round(each))
    print(f"{each:.0f} ms each")  # noqa: T201 (seen with -s)
    assert len(account.posts()) == 20
    assert each < 2000
