"""Addresses of pictures that readers of published pages get."""

from __future__ import annotations

import re

import pytest

from tests.media import corpus
from xiaobian.media import public
from xiaobian.people.models import Brand

pytestmark = pytest.mark.django_db


def test_a_picture_comes_with_all_that_a_page_needs(add, brand, lin, now) -> None:
    from xiaobian.media import verbs

    asset = add(corpus.jpeg(corpus.photo(1_000, 500)))
    verbs.describe(asset, "茶园", lin, now)
    shown = public.picture(asset.ref, brand)
    assert (shown.width, shown.height, shown.alt) == (1000, 500, "茶园")
    assert re.findall(r" (\d+)w", shown.srcset) == ["320", "640", "1000"]
    assert shown.src in shown.srcset
    assert shown.src.startswith("/m/")


def test_addresses_stay_the_same_and_mean_one_picture_at_one_size(add) -> None:
    asset = add()
    address = public.url(asset, 300)
    assert address == public.url(asset, 320) != public.url(asset, 640)
    assert public.opened(*address.removeprefix("/m/").split("/")) == (asset.pk, "w320")


def test_nobody_can_mint_an_address_for_another_picture_or_size(add) -> None:
    _m, key, _purpose, signature = public.url(add()).strip("/").split("/")
    assert public.opened(key, "platform:small", signature) is None
    assert public.opened(add(corpus.png()).pk.hex, "w640", signature) is None
    assert public.opened(key, "w640", "") is None


def test_many_pictures_cost_one_query(add, brand, django_assert_num_queries) -> None:
    refs = [add(corpus.jpeg(corpus.photo(60, 40, seed=i))).ref for i in range(4)]
    with django_assert_num_queries(1):
        found = public.pictures([*refs, "media:nonsense", "https://example.com/a.png"], brand)
    assert set(found) == set(refs)


def test_a_brand_shows_no_picture_of_another(add, outsider) -> None:
    assert public.picture(add().ref, Brand.objects.get(slug="other")) is None
