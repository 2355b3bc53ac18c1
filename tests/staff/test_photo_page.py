"""The photographs of a piece on their own page: several at once, progress, order, removal."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from catalog.models import DiscardedPhoto, Item, Photo
from catalog.photography.rendering import render
from portero.core.models import AuditEntry
from tests.factories.catalog import listed_item
from tests.factories.people import at_work, staff
from tests.photography.pictures import encoded, heic
from tests.photography.stored import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def photographer(settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return at_work(staff("Photographer"))


def address(item: Item, what: str = "") -> str:
    return f"/staff/pieces/{item.pk}/photos/{what}"


def files(*named: tuple[str, bytes]) -> dict[str, Any]:
    return {"files": [SimpleUploadedFile(name, content) for name, content in named]}


def rows(*photos: Photo, **changes: Any) -> dict[str, Any]:
    """The form of the page as it stands, with some fields changed."""
    told: dict[str, Any] = {"photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": len(photos)}
    for n, row in enumerate(photos):
        told |= {f"photos-{n}-{name}": getattr(row, name) for name in ("position", "view", "alt")}
        told |= {f"photos-{n}-id": row.pk, f"photos-{n}-item": row.item_id}
    return told | {name.replace("_", "-", 2): value for name, value in changes.items()}


def test_several_are_added_at_once_and_a_bad_one_costs_only_itself(photographer: Client) -> None:
    item = listed_item(title="Birkin 30 in Gold Togo")
    sent = files(("a.jpg", encoded()), ("b.svg", b"<svg/>"), ("c.heic", heic()))
    answer = photographer.post(address(item), sent, follow=True)
    assert [str(told) for told in answer.context["messages"]] == [
        "b.svg: It is an SVG drawing, not a photograph. Send JPEG, HEIC, PNG, WebP, AVIF or TIFF."
    ]
    assert list(item.photos.values_list("position", "width", "alt")) == [
        (0, 400, "Hermès Birkin 30 in Gold Togo, view 1"),
        (1, 640, "Hermès Birkin 30 in Gold Togo, view 2"),
    ]
    item.refresh_from_db()
    assert (item.lead_photo, item.lead_widest) == (item.photos.all()[0].file.name, 0)
    assert AuditEntry.objects.filter(action="catalog.added").count() == 2


def test_a_script_is_answered_file_by_file(
    photographer: Client, django_capture_on_commit_callbacks: Any
) -> None:
    item = listed_item()
    with django_capture_on_commit_callbacks(execute=True):
        good = photographer.post(
            address(item), files(("a.jpg", encoded())), headers={"accept": "application/json"}
        )
    bad = photographer.post(
        address(item), files(("b.gif", b"GIF89a")), headers={"accept": "application/json"}
    )
    assert (good.status_code, good.json()) == (201, {"refused": []})
    assert (bad.status_code, bad.json()["refused"]) == (
        422,
        ["b.gif: It is a GIF. Send a photograph as JPEG, HEIC, PNG, WebP, AVIF or TIFF."],
    )
    told = photographer.get(address(item, "progress/")).json()
    key = str(Photo.objects.get().pk)
    assert told == {"photos": {key: {"words": "All 9 sizes made.", "done": True}}, "waiting": False}


def test_progress_and_failures_are_told_in_words(photographer: Client) -> None:
    row = photo()
    Photo.objects.filter(pk=row.pk).update(made=4, trouble={"160.avif": "OSError: encoder error"})
    page = photographer.get(address(row.item)).content.decode()
    assert "4 of 9 sizes made. Failed: 160.avif: OSError: encoder error. Tried again after" in page
    assert "data-waiting" in page


def test_a_failed_one_is_tried_again_at_a_press(
    photographer: Client, django_capture_on_commit_callbacks: Any
) -> None:
    row = photo()
    Photo.objects.filter(pk=row.pk).update(tries=6, due_at=None, trouble={"160.avif": "OSError"})
    with django_capture_on_commit_callbacks(execute=True):
        photographer.post(address(row.item, "arrange/"), {"again": row.pk})
    assert Photo.objects.get(pk=row.pk).widest == 400


def test_two_change_places_and_the_card_with_them(photographer: Client) -> None:
    first = photo()
    second = photo(first.item, position=1)
    render(second.pk)
    sent = rows(
        first, second, photos_0_position=1, photos_1_position=0, photos_1_view="front", photos_1_alt=""
    )
    answer = photographer.post(address(first.item, "arrange/"), sent)
    assert answer.status_code == 302, answer.context["photos"].errors
    assert list(first.item.photos.values_list("pk", "position")) == [(second.pk, 0), (first.pk, 1)]
    item = Item.objects.get(pk=first.item_id)
    assert (item.lead_photo, item.lead_widest) == (second.file.name, 400)
    assert item.lead_alt == f"Hermès {item.title}, front"


def test_two_in_one_place_are_refused(photographer: Client) -> None:
    first = photo()
    second = photo(first.item, position=1)
    answer = photographer.post(address(first.item, "arrange/"), rows(first, second, photos_0_position=1))
    assert (answer.status_code, "Two photographs stand in place 1" in answer.content.decode()) == (422, True)
    assert list(first.item.photos.values_list("pk", "position")) == [(first.pk, 0), (second.pk, 1)]


def test_a_removed_one_leaves_the_card_and_later_the_storage(photographer: Client) -> None:
    first = photo()
    second = photo(first.item, position=1)
    photographer.post(address(first.item, "arrange/"), rows(first, second, photos_0_DELETE="on"))
    item = Item.objects.get(pk=first.item_id)
    assert (item.lead_photo, item.second_photo) == (second.file.name, "")
    assert list(DiscardedPhoto.objects.values_list("name", "width")) == [(first.file.name, 400)]


def test_a_replaced_file_is_rendered_anew_and_the_old_one_goes(photographer: Client) -> None:
    row = photo()
    render(row.pk)
    tables = ("condition_report", "defects", "inclusions", "measurements", "price_changes", "log")
    sent = rows(row, photos_0_file=SimpleUploadedFile("new.jpg", encoded(size=(640, 800))))
    sent |= {f"{name}-{what}_FORMS": "0" for name in tables for what in ("TOTAL", "INITIAL")}
    answer = photographer.post(f"/staff/catalog/item/{row.item_id}/change/", sent)
    assert answer.status_code == 302, answer.context["errors"]
    now = Photo.objects.get(pk=row.pk)
    assert (now.width, now.height, now.widest, now.made, now.due_at is not None) == (
        640,
        800,
        0,
        0,
        True,
    )
    assert list(DiscardedPhoto.objects.values_list("name", "width")) == [(row.file.name, 400)]
    item = Item.objects.get(pk=row.item_id)
    assert (item.lead_photo, item.lead_widest) == (now.file.name, 0)


def test_another_pieces_photograph_cannot_be_arranged_here(photographer: Client) -> None:
    hers, other = photo(), listed_item()
    photographer.post(address(other, "arrange/"), rows(hers, photos_0_alt="Mine now"))
    photographer.post(address(other, "arrange/"), {"again": hers.pk})
    assert Photo.objects.get(pk=hers.pk).alt == "View 1"
