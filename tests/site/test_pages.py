"""What readers see of the brand's own site."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from xiaobian.accounts.port import Door, Sent
from xiaobian.people.models import Brand
from xiaobian.site.connector import connector
from xiaobian.site.models import Post, Site

Publish = Callable[..., Post]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_published_post_is_at_the_address_that_was_promised(
    door: Door, promise: Callable[..., Any], reader: Client
) -> None:
    sent = connector.publish(door, promise("秋茶上山", tags=("秋茶", "采摘/手记")))
    assert isinstance(sent, Sent)
    page = reader.get(sent.url.removeprefix(door.public_url))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1>秋茶上山</h1>" in text and "霜降以后" in text
    assert f'rel="canonical" href="{sent.url}"' in text
    assert 'lang="zh-Hans"' in text


def test_a_chinese_title_gets_date_and_code_and_a_latin_one_its_words(publish: Publish) -> None:
    assert publish("秋茶上山").slug.startswith("20261122-")
    assert publish("Spring tea, first flush").slug.startswith("spring-tea-first-flush-")
    assert publish("A" * 300).slug.startswith("20261122-")


def test_readers_get_no_cookie_and_nothing_from_elsewhere(publish: Publish, reader: Client) -> None:
    post = publish(html='<p>x</p><img src="https://tracker.example/p.gif" alt="追踪">')
    for path in ("", f"{post.slug}/", "tags/", "archive/", "about/", "feed.xml", "theme.css"):
        page = reader.get(f"/s/shanye/{path}")
        assert page.status_code == 200, path
        assert not page.cookies and "Cookie" not in page.get("Vary", ""), path
        assert "script-src 'self'" in page["Content-Security-Policy"]
        assert "unsafe" not in page["Content-Security-Policy"]
        assert b'<img src="https:' not in page.content


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed">x</p>',
        "<iframe src=//evil.example></iframe>",
        "<form action=//evil.example><input name=password></form>",
        "<svg onload=alert(1)><use href=data:x></svg>",
        '<p id="liked">x</p><a href="media:1">x</a>',
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    ],
)
def test_html_that_acts_is_gone_before_it_is_stored(publish: Publish, hostile: str) -> None:
    html = publish(html=f"<p>茶</p>{hostile}").html
    for bad in (
        "script",
        "onerror",
        "onload",
        "style",
        "<iframe",
        "<form",
        "<input",
        "<svg",
        "id=",
    ):
        assert bad not in html
    assert "href" not in html


def test_a_title_can_not_close_what_it_stands_in(publish: Publish, reader: Client) -> None:
    post = publish('</script><script>alert("1")</script>&amp;')
    page = reader.get(f"/s/shanye/{post.slug}/").content.decode()
    assert "<script>alert" not in page
    data = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(data)["headline"] == post.title


def test_the_front_page_shows_the_newest_first_and_pages_back_without_gaps(
    publish: Publish, reader: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    moment = [now - timedelta(days=n // 2) for n in range(30)]  # two share each moment
    for n, at in enumerate(moment):
        publish(f"第{n}篇", at=at)
    seen: list[str] = []
    address = "/s/shanye/"
    while address:
        with django_assert_max_num_queries(4):
            page = reader.get(address).content.decode()
        seen += [part.split("</a>")[0].split(">")[-1] for part in page.split("<h2>")[1:]]
        more = page.split('href="?before=')
        address = f"/s/shanye/?before={more[1].split(chr(34))[0]}" if len(more) > 1 else ""
    assert len(seen) == 30 and set(seen) == {f"第{n}篇" for n in range(30)}


def test_an_empty_site_says_so(brand: Brand, reader: Client) -> None:
    page = reader.get("/s/shanye/").content.decode()
    assert "山野茶" in page and "<article" not in page


def test_tags_and_months_lead_to_their_posts(
    publish: Publish, reader: Client, now: datetime
) -> None:
    post = publish("秋茶上山", tags=("采摘/手记", "茶 & 水"))
    old = publish("旧文", at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC))  # 2026 on the brand's wall
    for tag in ("%E9%87%87%E6%91%98%2F%E6%89%8B%E8%AE%B0", "%E8%8C%B6%20%26%20%E6%B0%B4"):
        assert post.slug in reader.get(f"/s/shanye/tags/{tag}/").content.decode()
    assert "采摘/手记" in reader.get("/s/shanye/tags/").content.decode()
    assert old.slug in reader.get("/s/shanye/archive/2026/01/").content.decode()
    for nothing in ("archive/2025/", "archive/2026/13/", "tags/nope/", "nope/", "?before=nope"):
        assert reader.get(f"/s/shanye/{nothing}").status_code == 404


def test_what_was_taken_down_is_gone_everywhere(
    door: Door, promise: Callable[..., Any], reader: Client
) -> None:
    post = promise("要撤的", tags=("撤",))
    sent = connector.publish(door, post)
    assert isinstance(sent, Sent)
    connector.withdraw(door, post, sent)
    path = sent.url.removeprefix(door.public_url)
    assert reader.get(path).status_code == 410
    assert "要撤的" not in reader.get(path).content.decode()
    for place in ("", "archive/", "tags/", "feed.xml", "atom.xml", "feed.json", "sitemap.xml"):
        assert "要撤的" not in reader.get(f"/s/shanye/{place}").content.decode()
    assert not isinstance(connector.publish(door, post), Sent), "a late repeat must not revive it"


def test_unchanged_pages_are_not_sent_again(
    door: Door, promise: Callable[..., Any], reader: Client
) -> None:
    post = promise("一")
    sent = connector.publish(door, post)
    assert isinstance(sent, Sent)
    path = sent.url.removeprefix(door.public_url)
    for address in ("/s/shanye/", path, "/s/shanye/feed.xml", "/s/shanye/sitemap.xml"):
        first = reader.get(address)
        again = reader.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
    feed = reader.get("/s/shanye/feed.xml")
    dated = {"if-modified-since": feed["Last-Modified"]}
    assert reader.get("/s/shanye/feed.xml", headers=dated).status_code == 304
    etag = reader.get(path)["ETag"]
    changed = type(post)(post.identity, promise("二").rendition, post.created_at)
    connector.edit(door, changed, sent)
    assert reader.get(path, headers={"if-none-match": etag}).status_code == 200


def test_the_feeds_are_what_their_names_say(publish: Publish, reader: Client) -> None:
    post = publish('茶 & "水" <泡>', html="<p>一\x0b</p>", tags=("茶",), summary="短")
    rss = ElementTree.fromstring(reader.get("/s/shanye/feed.xml").content)
    item = rss.find("channel/item")
    assert item is not None and item.findtext("title") == post.title
    assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") == "<p>一</p>"
    assert item.findtext("link", "").endswith(f"/s/shanye/{post.slug}/")
    atom = ElementTree.fromstring(reader.get("/s/shanye/atom.xml").content)
    assert atom.findtext("a:entry/a:id", "", ATOM) == f"urn:uuid:{post.pk}"
    assert atom.findtext("a:entry/a:content", "", ATOM) == "<p>一</p>"
    assert atom.find("a:link[@rel='self']", ATOM) is not None
    feed = json.loads(reader.get("/s/shanye/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["content_html"] == "<p>一</p>"
    assert feed["items"][0]["tags"] == ["茶"]
    site = ElementTree.fromstring(reader.get("/s/shanye/sitemap.xml").content)
    assert any(post.slug in (loc.text or "") for loc in site.iter() if loc.tag.endswith("loc"))


def test_other_brands_posts_stay_theirs(publish: Publish, outsider: Any, reader: Client) -> None:
    post = publish("山野的")
    assert reader.get("/s/other/").status_code == 200
    assert "山野的" not in reader.get("/s/other/").content.decode()
    assert reader.get(f"/s/other/{post.slug}/").status_code == 404
    assert reader.get("/s/nobody/").status_code == 404


def test_the_site_speaks_its_own_language(
    publish: Publish, brand: Brand, reader: Client, now: datetime
) -> None:
    post = publish("Spring tea")
    Site.objects.filter(brand=brand).update(language="en")
    page = reader.get(f"/s/shanye/{post.slug}/", headers={"accept-language": "zh-CN"})
    assert "Like" in page.content.decode() and 'lang="en"' in page.content.decode()


def test_a_post_page_needs_few_queries(
    publish: Publish, reader: Client, django_assert_max_num_queries: Any
) -> None:
    post = publish()
    with django_assert_max_num_queries(7):
        reader.get(f"/s/shanye/{post.slug}/")
