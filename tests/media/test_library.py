"""Keeping originals: whole or not at all, once, and never changed."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.media import corpus
from xiaobian.kernel.models import Event
from xiaobian.media import jobs, sweep, verbs
from xiaobian.media.inspect import UnfitFile
from xiaobian.media.models import Asset
from xiaobian.media.storage import DiskStorage, local_path
from xiaobian.media.variants import ensure
from xiaobian.people.models import Brand

pytestmark = pytest.mark.django_db


def files(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_file()]


def rung() -> list[str]:
    return list(ProcrastinateJob.objects.values_list("task_name", flat=True))


def test_keeps_the_very_bytes_with_what_is_known_about_them(add, shelves, lin) -> None:
    data = corpus.turned_jpeg(6)
    asset = add(data, "C:\\fakepath\\春茶 第一采.PNG", by=lin)
    assert (asset.name, asset.mime) == ("春茶 第一采.jpg", "image/jpeg")
    assert (asset.width, asset.height, asset.size) == (600, 400, len(data))
    kept = local_path(asset.file.name)
    assert kept.read_bytes() == data
    assert kept == shelves / str(asset.brand_id) / asset.sha256[:2] / f"{asset.sha256}.jpg"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o440
    event = Event.objects.get(verb="media.added")
    assert (event.actor, event.subject_id) == ("小林", asset.pk)
    assert rung() == ["xiaobian.media.jobs.prepare"]


def test_the_same_file_twice_is_one_original(add, shelves) -> None:
    first, second = add(), add(name="again.jpg")
    assert (first.pk, second.name) == (second.pk, "tea.jpg")
    assert len(files(shelves)) == 1
    assert Event.objects.count() == len(rung()) == 1


def test_the_same_file_brings_a_removed_one_back(add, lin, now) -> None:
    asset = add()
    verbs.remove(asset, lin, now)
    assert add().pk == asset.pk
    assert Asset.objects.kept().count() == 1
    assert [e.verb for e in Event.objects.order_by("pk")] == [
        "media.added",
        "media.removed",
        "media.restored",
    ]


def test_the_same_file_heals_an_original_that_was_lost(add) -> None:
    asset = add()
    local_path(asset.file.name).unlink()
    add()
    assert local_path(asset.file.name).read_bytes() == corpus.jpeg()


def test_two_brands_keep_their_own(add, outsider) -> None:
    other = Brand.objects.get(slug="other")
    assert add().pk != add(brand=other).pk


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_two_people_at_once_is_one_original(brand, now, shelves) -> None:
    start, found = threading.Barrier(2), []

    def upload() -> None:
        start.wait(timeout=10)
        try:
            found.append(verbs.add(brand, None, io.BytesIO(corpus.jpeg()), "x.jpg", now).pk)
        finally:
            connection.close()

    people = [threading.Thread(target=upload) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=30)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert len(files(shelves)) == 1


def test_a_refused_file_leaves_nothing(add, shelves) -> None:
    with pytest.raises(UnfitFile):
        add(corpus.zipped(), "tea.png")
    assert files(shelves) == []
    assert not Asset.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_read_to_its_end(
    brand, now, settings, shelves
) -> None:
    settings.MEDIA_MAX_BYTES = 5 * 1024 * 1024

    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"\xff" * size

    endless = Endless()
    with pytest.raises(UnfitFile, match="larger than 5 MB"):
        verbs.add(brand, None, endless, "x.jpg", now)
    assert endless.given <= 6 * 1024 * 1024
    assert files(shelves) == []


class FullDisk(DiskStorage):
    """A disk on which half of any file fits."""

    def _save(self, name, content):
        chunks = content.chunks
        half = content.size // 2

        def until_full(*args):
            yield next(iter(chunks()))[:half]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        content.chunks = until_full
        return super()._save(name, content)


def test_a_full_disk_is_said_in_words_and_nothing_half_written_stays(
    brand, now, settings, shelves
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{__name__}.FullDisk", "OPTIONS": {"location": shelves}},
    }
    with pytest.raises(verbs.NoRoom, match="disk of this desk is full"):
        verbs.add(brand, None, io.BytesIO(corpus.jpeg()), "x.jpg", now)
    assert files(shelves) == []
    assert not Asset.objects.exists()


@pytest.mark.parametrize("kilobytes", [150, 400])  # full at the second copy, full at the first
def test_a_truly_full_disk(brand, now, tiny_disk: Path, kilobytes: int) -> None:
    data = corpus.jpeg(comment=b"x" * 1000)
    data += bytes(kilobytes * 1024 - len(data))
    with pytest.raises(verbs.NoRoom):
        verbs.add(brand, None, io.BytesIO(data), "x.jpg", now)
    assert files(tiny_disk) == []


def test_describing_is_recorded_once_and_only_when_it_changes(add, lin, now) -> None:
    asset = add()
    verbs.describe(asset, "  茶园\n清晨  ", lin, now)
    verbs.describe(asset, "茶园 清晨", lin, now)
    asset.refresh_from_db()
    assert asset.alt == "茶园 清晨"
    assert Event.objects.filter(verb="media.described").count() == 1


def test_removing_and_restoring_say_who_and_can_be_repeated(add, lin, now) -> None:
    asset = add()
    for _ in range(2):
        verbs.remove(asset, lin, now)
    assert (asset.removed_at, asset.removed_by) == (now, lin)
    assert local_path(asset.file.name).is_file()
    for _ in range(2):
        verbs.restore(asset, lin, now)
    assert Event.objects.filter(verb__in=["media.removed", "media.restored"]).count() == 2


def test_the_background_makes_every_width_that_shows_more(add, now) -> None:
    asset = add(corpus.jpeg(corpus.photo(1_000, 500)))
    jobs.prepare(str(asset.pk))
    made = {v.purpose: v.width for v in asset.variants.all()}
    assert made == {"w320": 320, "w640": 640, "w1280": 1000, "card": 1000}
    asset.refresh_from_db()
    assert asset.prepared_at is not None


def test_a_killed_job_is_repeated_without_doing_its_work_twice(add, shelves) -> None:
    asset = add()
    ensure(asset, "w320")  # then the process died
    (shelves / "incoming" / "old.part").write_bytes(b"half")
    before = asset.variants.get().made_at
    jobs.prepare(str(asset.pk))
    jobs.prepare(str(asset.pk))
    assert asset.variants.get(purpose="w320").made_at == before
    assert asset.variants.count() == 3
    assert Asset.objects.get().prepared_at


def test_a_lost_job_is_rung_again_by_its_row(add, now) -> None:
    asset = add()
    ProcrastinateJob.objects.all().delete()
    Asset.objects.update(made_at=now)
    jobs.ring_again(0)
    assert rung() == ["xiaobian.media.jobs.prepare"]
    jobs.finish(asset, now)
    ProcrastinateJob.objects.all().delete()
    jobs.ring_again(0)
    assert rung() == []


def test_a_variant_whose_file_was_lost_is_made_again(add) -> None:
    asset = add()
    path = local_path(ensure(asset, "w320").file.name)
    path.unlink()
    assert local_path(ensure(asset, "w320").file.name).is_file()
    assert asset.variants.count() == 1


def test_a_picture_is_made_ready_for_a_platform(add, manifest, lin, now) -> None:
    asset = add(corpus.jpeg(corpus.photo(1_200, 900)))
    verbs.describe(asset, "茶园", lin, now)
    upload = verbs.upload_for(asset.ref, manifest, brand_id=asset.brand_id)
    assert (upload.ref, upload.mime, upload.alt) == (asset.ref, "image/jpeg", "茶园")
    assert upload.path.stat().st_size <= 30_000
    assert upload.width / upload.height == pytest.approx(4 / 3, abs=0.02)


def test_new_rules_of_a_platform_make_the_picture_anew(add, manifest) -> None:
    from dataclasses import replace

    asset = add(corpus.jpeg(corpus.photo(1_200, 900)))
    verbs.upload_for(asset.ref, manifest, brand_id=asset.brand_id)
    tighter = replace(manifest, limits=(replace(manifest.limits[0], maximum=8_000),))
    upload = verbs.upload_for(asset.ref, tighter, brand_id=asset.brand_id)
    assert upload.path.stat().st_size <= 8_000
    assert asset.variants.count() == 1


def test_nothing_of_another_brand_or_unknown_is_made_ready(add, manifest, outsider) -> None:
    other = Brand.objects.get(slug="other")
    for ref in (add().ref, "media:nonsense", "https://example.com/x.jpg", ""):
        with pytest.raises(verbs.NotReady, match="not in the library"):
            verbs.upload_for(ref, manifest, brand_id=other.pk)


def test_a_lost_original_is_named(add, manifest) -> None:
    asset = add()
    local_path(asset.file.name).unlink()
    with pytest.raises(verbs.NotReady, match=r"“tea.jpg” is lost"):
        verbs.upload_for(asset.ref, manifest, brand_id=asset.brand_id)


def test_a_platform_that_nothing_satisfies_says_so_each_time(add, manifest) -> None:
    from dataclasses import replace

    impossible = replace(manifest, limits=(replace(manifest.limits[0], maximum=40),))
    asset = add()
    for _ in range(2):
        with pytest.raises(verbs.NotReady, match="small enough"):
            verbs.upload_for(asset.ref, impossible, brand_id=asset.brand_id)
    assert asset.variants.get().failed


def test_the_sweeper_takes_old_halves_and_leaves_originals(add, shelves, now) -> None:
    from xiaobian.kernel import clock

    asset = add()
    old, fresh = shelves / "incoming" / "a.part", shelves / "incoming" / "b.part"
    half = shelves / str(asset.brand_id) / ".c.part"
    for path in (old, fresh, half):
        path.write_bytes(b"half")
    long_ago = clock.now().timestamp() - 3 * 86_400
    for path in (old, half, local_path(asset.file.name)):
        os.utime(path, (long_ago, long_ago))
    assert sweep.sweep_folders(clock.now()) == 2
    assert sorted(files(shelves)) == sorted([fresh, local_path(asset.file.name)])


def test_originals_are_named_by_their_content(add) -> None:
    asset = add()
    assert asset.sha256 == hashlib.sha256(corpus.jpeg()).hexdigest()


class Elsewhere(Storage):
    """A storage without a folder on this machine, as S3 is."""

    kept: ClassVar[dict[str, bytes]] = {}

    def _save(self, name, content):
        self.kept[name] = content.read()
        return name

    def _open(self, name, mode="rb"):
        if name not in self.kept:
            raise FileNotFoundError(name)
        return File(io.BytesIO(self.kept[name]), name)

    def exists(self, name):
        return name in self.kept


def test_a_storage_elsewhere_is_read_through_local_copies(brand, now, manifest, settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{__name__}.Elsewhere"},
    }
    asset = verbs.add(brand, None, io.BytesIO(corpus.jpeg()), "x.jpg", now)
    upload = verbs.upload_for(asset.ref, manifest, brand_id=brand.pk)
    assert 0 < upload.path.stat().st_size <= 30_000
    upload.path.unlink()  # the copy was swept
    assert verbs.upload_for(asset.ref, manifest, brand_id=brand.pk).path.is_file()
