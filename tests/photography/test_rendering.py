"""Renditions in the background: all sizes, progress, failures by name, twice, at once and killed halfway."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from catalog.models import Photo
from catalog.photography import encoding, rendering
from catalog.photography.names import renditions
from catalog.photography.rendering import again, due, render
from catalog.tasks import sweep_photos
from tests.photography.stored import files, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
KINDS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}


def facts(row: Photo) -> tuple[Any, ...]:
    row = Photo.objects.get(pk=row.pk)
    return (row.widest, row.made, row.wanted, row.trouble, row.tries, row.due_at is None)


def test_every_width_is_made_in_every_kind_and_the_card_is_told(media: Path) -> None:
    row = photo()
    assert due() == [row.pk]
    assert render(row.pk)
    for width, ending, name in renditions(str(row.file.name), 400):
        with Image.open(media / name) as image:
            assert (image.format, image.size, dict(image.getexif())) == (
                KINDS[ending],
                (width, round(width * 5 / 4)),
                {},
            )
    assert len(files(media)) == 1 + 9  # 160, 320 and 400 wide, never upscaled
    assert facts(row) == (400, 9, 9, {}, 0, True)
    row.item.refresh_from_db()
    assert (row.item.lead_widest, row.item.second_widest) == (400, 0)
    assert due() == []


def test_a_second_run_makes_nothing(media: Path) -> None:
    row = photo()
    render(row.pk)
    before = {path: path.stat().st_mtime_ns for path in media.rglob("*.*")}
    assert not render(row.pk)
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*.*")} == before


def test_two_workers_do_not_do_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    row, others = photo(), list[bool]()
    whole = rendering._make

    def meanwhile(mine: Photo) -> dict[str, str]:
        others.append(render(row.pk))
        return whole(mine)

    monkeypatch.setattr(rendering, "_make", meanwhile)
    assert render(row.pk)
    assert others == [False]


def test_a_worker_killed_halfway_is_followed_by_another(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = photo()
    made = rendering._make_one

    def until_killed(image: Image.Image, name: str, ending: str) -> None:
        if "320" in name:
            raise KeyboardInterrupt
        made(image, name, ending)

    monkeypatch.setattr(rendering, "_make_one", until_killed)
    with pytest.raises(KeyboardInterrupt):
        render(row.pk)
    assert facts(row)[:3] == (0, 3, 9)
    monkeypatch.undo()
    assert due() == []
    later = timezone.now() + rendering.CLAIM
    assert due(later) == [row.pk]
    first = {name: (media / name).stat().st_mtime_ns for _, _, name in renditions(str(row.file.name), 160)}
    Photo.objects.update(due_at=timezone.now())
    assert render(row.pk)
    assert {name: (media / name).stat().st_mtime_ns for name in first} == first
    assert facts(row)[:4] == (400, 9, 9, {})


def test_a_file_is_there_whole_or_not_at_all(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = photo()
    before = files(media)
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        render(row.pk)
    assert {name for name in files(media) if not name.endswith(".part")} == set(before)


def test_what_failed_is_named_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    row = photo()
    made = encoding.encoded

    def no_avif(image: Image.Image, ending: str) -> bytes:
        if ending == "avif":
            raise OSError("encoder error")
        return made(image, ending)

    monkeypatch.setattr(rendering, "encoded", no_avif)
    assert not render(row.pk)
    why = "OSError: encoder error"
    told = {"160.avif": why, "320.avif": why, "400.avif": why}
    assert facts(row) == (0, 6, 9, told, 1, False)
    row.item.refresh_from_db()
    assert row.item.lead_widest == 0  # pages show the stored file until all stand
    row.refresh_from_db()
    assert timedelta(seconds=50) < row.due_at - timezone.now() <= timedelta(minutes=1)  # type: ignore[operator]
    monkeypatch.undo()
    again(row)
    assert render(row.pk)
    assert facts(row) == (400, 9, 9, {}, 0, True)


def test_in_the_end_it_waits_for_staff(media: Path) -> None:
    row = photo()
    (media / str(row.file.name)).write_bytes(b"gone bad")
    for _ in range(6):
        Photo.objects.update(due_at=timezone.now())
        assert not render(row.pk)
    assert (facts(row)[4:], list(facts(row)[3])) == ((6, True), ["file"])
    again(row)
    assert due() == [row.pk]


def test_a_photograph_replaced_meanwhile_is_not_taken_for_done(monkeypatch: pytest.MonkeyPatch) -> None:
    row = photo()
    whole = rendering._make

    def replaced(mine: Photo) -> dict[str, str]:
        Photo.objects.filter(pk=row.pk).update(file="items/another.webp", due_at=timezone.now())
        return whole(mine)

    monkeypatch.setattr(rendering, "_make", replaced)
    assert not render(row.pk)
    assert facts(row)[:2] == (0, 0)
    assert due() == [row.pk]


def test_the_sweep_renders_what_is_due(django_capture_on_commit_callbacks: Any) -> None:
    first = photo()
    second = photo(first.item, position=1)
    with django_capture_on_commit_callbacks(execute=True):
        sweep_photos()
    first.item.refresh_from_db()
    assert (first.item.lead_widest, first.item.second_widest) == (400, 400)
    assert default_storage.exists(str(second.file.name).replace(".webp", "/v1-400.avif"))


def test_the_rows_size_follows_the_file() -> None:
    row = photo()
    Photo.objects.update(width=0, height=0)
    assert render(row.pk)
    assert facts(row) == (400, 9, 9, {}, 0, True)
