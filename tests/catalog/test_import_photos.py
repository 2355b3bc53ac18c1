"""A folder of photographs beside the file: checked, made safe, attached in order; a bad one costs only itself."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from catalog.models import Item, Photo
from tests.catalog.csv_files import imported, row, written
from tests.photography.pictures import heic

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "photos"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    return made


def picture(path: Path, size: tuple[int, int] = (400, 500), colour: str = "#663300", **options: Any) -> Path:
    Image.new(options.pop("mode", "RGB"), size, colour).save(path, **options)
    return path


def stored_files(media: Path) -> int:
    return sum(path.is_file() for path in media.rglob("*"))


def test_pictures_are_attached_in_order_and_lead_the_card(tmp_path: Path, folder: Path, media: Path) -> None:
    picture(folder / "R-1-2.png", colour="red")
    picture(folder / "r-1.jpg")
    (folder / "R-1-3.webp").write_bytes(b"RIFF broken")
    report = imported(written(tmp_path / "a.csv", row("R-1"), row("R-2")), photos=folder)
    item = Item.objects.get(source_reference="R-1")
    photos = list(item.photos.all())
    assert [(p.position, p.width, p.height) for p in photos] == [(0, 400, 500), (1, 400, 500)]
    assert (item.lead_photo, item.second_photo) == (photos[0].file.name, photos[1].file.name)
    assert str(photos[0].file.name).startswith(f"items/{item.number}/")
    assert item.lead_alt == "Hermès Birkin 30, photograph 1"
    assert (report.pictures, report.notes["picture"], report.notes["no_picture"]) == (2, 1, 1)
    assert "R-1-3.webp: It can't be read" in report.note_examples["picture"][0]["text"]
    assert stored_files(media) == 2


def test_a_second_run_stores_nothing_again(tmp_path: Path, folder: Path, media: Path) -> None:
    picture(folder / "R-1.jpg")
    file = written(tmp_path / "a.csv", row("R-1"))
    imported(file, photos=folder)
    assert imported(file, photos=folder).pictures == 0
    assert (Photo.objects.count(), stored_files(media)) == (1, 1)


def test_a_dry_run_looks_at_pictures_but_stores_none(tmp_path: Path, folder: Path, media: Path) -> None:
    picture(folder / "R-1.jpg")
    report = imported(written(tmp_path / "a.csv", row("R-1")), photos=folder, dry_run=True)
    assert (report.pictures, stored_files(media)) == (1, 0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the test photographs are not here")
def test_a_telephones_photograph_comes_in_and_a_cut_off_one_costs_itself(
    tmp_path: Path, folder: Path, media: Path
) -> None:
    (folder / "R-1.heic").write_bytes(heic())
    shutil.copy(SHARED / "pillow_truncated_jpeg.jpg", folder / "R-1-2.jpg")
    report = imported(written(tmp_path / "a.csv", row("R-1")), photos=folder)
    assert (report.created, report.pictures, report.notes["picture"]) == (1, 1, 1)
    assert "R-1-2.jpg: It stops in the middle" in report.note_examples["picture"][0]["text"]
    with Photo.objects.get().file.open() as file, Image.open(file) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (640, 480), {})
