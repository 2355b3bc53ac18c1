"""A folder of photographs beside the file: checked, made safe, attached in order; a bad one costs only itself."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from catalog import photographs
from catalog.models import Item, Photo
from catalog.photographs import BadPicture, store
from tests.catalog.csv_files import imported, row, written

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


def test_metadata_goes_and_the_picture_stands_upright(folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Somebody's camera"
    path = picture(folder / "a.jpg", size=(500, 400), exif=exif)
    done = store(path, "items/a.webp")
    with default_storage.open(done.name) as file, Image.open(file) as image:
        assert image.size == (400, 500)
        assert not image.getexif()
        assert "exif" not in image.info


def test_what_is_transparent_stands_on_paper(folder: Path) -> None:
    path = picture(folder / "a.png", mode="RGBA", colour="#00000000")
    with default_storage.open(store(path, "items/a.webp").name) as file, Image.open(file) as image:
        assert image.mode == "RGB"
        assert all(abs(a - b) <= 2 for a, b in zip(image.getpixel((9, 9)), (247, 243, 237), strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "why"), [((100, 400), "shorter side"), ((1_100, 1_000), "million pixels")])
def test_too_small_and_too_large(
    folder: Path, media: Path, size: tuple[int, int], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photographs, "MOST_PIXELS", 1_000_000)
    with pytest.raises(BadPicture, match=why):
        store(picture(folder / "a.png", size=size), "items/a.webp")
    assert stored_files(media) == 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="the test photographs are not here")
@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("*")) if SHARED.is_dir() else [], ids=lambda path: path.name
)
def test_photographs_from_real_cameras(
    tmp_path: Path, folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CMYK, GPS, AVIF with a profile, transparency: all become plain WebP; the truncated one is refused."""
    monkeypatch.setattr(photographs, "SMALLEST_SIDE", 1)
    shutil.copy(path, folder / f"R-1{path.suffix}")
    report = imported(written(tmp_path / "a.csv", row("R-1")), photos=folder)
    broken = "truncated" in path.name
    assert (report.created, report.pictures, report.notes["picture"]) == (1, 0 if broken else 1, int(broken))
    for photo in Photo.objects.all():
        with photo.file.open() as file, Image.open(file) as image:
            assert (image.format, image.mode, dict(image.getexif())) == ("WEBP", "RGB", {})
