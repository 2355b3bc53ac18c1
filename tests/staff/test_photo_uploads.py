"""Photographs uploaded on the staff site: what people send is never what the shop keeps."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from catalog.models import Item, Photo
from tests.factories.catalog import listed_item
from tests.factories.people import at_work, staff
from tests.photography.pictures import HOSTILE, with_place

pytestmark = pytest.mark.django_db
CAMERA = Path(__file__).resolve().parents[3] / "shared" / "data" / "photos"


@pytest.fixture
def photographer(settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return at_work(staff("Photographer"))


TABLES = ("condition_report", "defects", "inclusions", "measurements", "photos", "price_changes", "log")
EMPTY = {f"{name}-{what}_FORMS": "0" for name in TABLES for what in ("TOTAL", "INITIAL")}


def _upload(client: Client, item: Item, name: str, content: bytes) -> Any:
    """Post the piece's form with one new photograph in its table."""
    rows = EMPTY | {
        "photos-TOTAL_FORMS": "1",
        "photos-0-position": "1",
        "photos-0-alt": "The front",
        "photos-0-item": str(item.pk),
        "photos-0-file": SimpleUploadedFile(name, content, "image/jpeg"),
    }
    return client.post(f"/staff/catalog/item/{item.pk}/change/", rows)


def test_a_photograph_is_stored_anew_upright_and_without_its_place(photographer: Client) -> None:
    item = listed_item()
    answer = _upload(photographer, item, "../../Clara's kitchen.jpg", with_place())
    assert answer.status_code == 302, answer.context["errors"]
    photo = Photo.objects.get(item=item)
    assert photo.file.name
    name = photo.file.name.removeprefix("items/")
    assert (len(name), name[-5:], "kitchen" in name) == (29, ".webp", False)
    with Image.open(photo.file.path) as stored:
        assert (stored.format, stored.size, dict(stored.getexif())) == ("WEBP", (300, 400), {})
    assert (photo.width, photo.height) == (300, 400)
    item.refresh_from_db()
    assert (item.lead_photo, item.lead_alt) == (photo.file.name, "The front")


@pytest.mark.parametrize("case", ["an SVG", "a JPEG and an archive at once", "half a JPEG", "a bomb"])
def test_anything_else_is_refused_beside_its_field(photographer: Client, case: str, tmp_path: Path) -> None:
    item = listed_item()
    name, content, why = HOSTILE[case]
    answer = _upload(photographer, item, name, content)
    assert answer.status_code == 200
    formset = next(f.formset for f in answer.context["inline_admin_formsets"] if f.formset.prefix == "photos")
    (told,) = formset.errors[0]["file"]
    assert re.match(f"{re.escape(name)}: .*{why}", told)
    assert (Photo.objects.count(), list(tmp_path.rglob("*.*"))) == (0, [])


@pytest.mark.skipif(not CAMERA.is_dir(), reason="the photographs lie beside the checkout")
def test_photographs_of_real_cameras_are_taken(photographer: Client) -> None:
    found = sorted(CAMERA.glob("exif_*.jpg"))
    assert found
    for path in found:
        item = listed_item()
        assert _upload(photographer, item, path.name, path.read_bytes()).status_code == 302, path.name
        assert Photo.objects.get(item=item).width >= 200


def test_a_photographer_changes_nothing_else_of_a_piece(photographer: Client) -> None:
    item = listed_item(title="Birkin 30 in Gold Togo")
    page = photographer.get(f"/staff/catalog/item/{item.pk}/change/")
    assert page.context["adminform"].form.fields == {}
    answer = photographer.post(
        f"/staff/catalog/item/{item.pk}/change/",
        EMPTY | {"title": "Mine", "slug": "mine", "defects-TOTAL_FORMS": "1", "defects-0-kind": "Stain"},
    )
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.title, item.defects.count()) == ("Birkin 30 in Gold Togo", 0)
