"""A parcel is packed with its whole set: pictures, tags, what was sold with the piece, weight; and the set stays."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from catalog.models import Inclusion
from orders.fulfilment import outbound
from orders.fulfilment.models import OutboundPhoto, PackedPiece, Shipment, ShipmentState
from orders.fulfilment.packing import Tagged, mark_packed
from orders.fulfilment.shots import ALWAYS, FEWEST, OTHERS, SHOTS, shots_of
from orders.fulfilment.states import ShipmentRefused
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import WEIGHT, pack, photographed, tagged
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture
def shipment() -> Shipment:
    item = listed_item()
    for name, present in (("Dust bag", True), ("Padlock and keys", True), ("Receipt", False)):
        Inclusion.objects.create(item=item, name=name, present=present)
    return confirmed_order(item).shipments.get()


def a_file(name: str = "front.jpg") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (800, 1000), (182, 136, 86)).save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def page_of(shipment: Shipment) -> str:
    return f"/staff/ship-by/{shipment.number}/pack/"


def test_every_kind_has_at_least_the_shots_that_the_database_counts() -> None:
    assert {kind: len({shot.code for shot in (*shots, *ALWAYS)}) for kind, shots in SHOTS.items()} == {
        kind: len(shots) + len(ALWAYS) for kind, shots in SHOTS.items()
    }
    assert min(len(shots) for shots in (OTHERS, *SHOTS.values())) + len(ALWAYS) == FEWEST == 5


def test_how_a_piece_left_is_read_again_later(shipment: Shipment, packer: User) -> None:
    packed = pack(shipment, packer, "T-1")
    found = outbound.outbound(packed.lines.get())
    assert (found.security_tag, found.included) == ("T-1", ["Dust bag", "Padlock and keys"])
    assert [picture.name for picture in found.pictures][:2] == ["Front", "Back"]
    assert len(found.pictures) == 7
    assert (found.packed_at, packed.weight_g) == (packed.packed_at, WEIGHT)


def no_tag(shipment: Shipment) -> dict[int, Tagged]:
    return {line.pk: Tagged("", ["Dust bag", "Padlock and keys"]) for line in photographed(shipment)}


def nothing_ticked(shipment: Shipment) -> dict[int, Tagged]:
    return {line.pk: Tagged("T-1", ["Dust bag"]) for line in photographed(shipment)}


def a_picture_less(shipment: Shipment) -> dict[int, Tagged]:
    lines = photographed(shipment)
    OutboundPhoto.objects.filter(shot="base").delete()
    return tagged(lines, "T-1")


@pytest.mark.parametrize(
    ("told", "weight", "message"),
    [
        (no_tag, 1400, "Type the number on the security tag"),
        (nothing_ticked, 1400, "Not ticked: Padlock and keys"),
        (a_picture_less, 1400, "Not photographed: Base"),
        (lambda shipment: tagged(photographed(shipment), "T-1"), 0, "What does the packed box weigh"),
        (lambda shipment: {}, 1400, "Type the number"),
    ],
)
def test_without_the_whole_set_nothing_is_packed(
    shipment: Shipment,
    packer: User,
    told: Callable[[Shipment], dict[int, Tagged]],
    weight: int,
    message: str,
) -> None:
    with pytest.raises(ShipmentRefused, match=message):
        mark_packed(shipment, packer, told(shipment), weight_g=weight)
    shipment.refresh_from_db()
    assert (shipment.state, shipment.weight_g) == ("to_pack", None)
    assert not PackedPiece.objects.exists()


def test_a_tag_is_on_one_piece_ever(shipment: Shipment, packer: User) -> None:
    pack(shipment, packer, "T-1")
    other = confirmed_order(listed_item()).shipments.get()
    with pytest.raises(ShipmentRefused, match="Tag t-1 is on another piece already"):
        pack(other, packer, "t-1")
    other.refresh_from_db()
    assert other.state == "to_pack"


@pytest.mark.parametrize("lacks", ["weight", "tag", "pictures"])
def test_the_database_packs_nothing_without_its_set(shipment: Shipment, lacks: str) -> None:
    [line] = photographed(shipment)
    if lacks != "tag":
        PackedPiece.objects.create(line=line, security_tag="T-1")
    if lacks == "pictures":
        OutboundPhoto.objects.filter(shot__in=["front", "back", "base"]).delete()
    weight = None if lacks == "weight" else WEIGHT
    with pytest.raises(IntegrityError), transaction.atomic():
        Shipment.objects.filter(pk=shipment.pk).update(state=ShipmentState.PACKED, weight_g=weight)
    assert Shipment.objects.get(pk=shipment.pk).state == "to_pack"


def test_the_set_of_a_packed_parcel_is_never_changed(shipment: Shipment, packer: User) -> None:
    line = pack(shipment, packer, "T-1").lines.get()
    attempts: list[Callable[[], Any]] = [
        lambda: PackedPiece.objects.update(security_tag="T-2"),
        lambda: PackedPiece.objects.all().delete(),
        lambda: OutboundPhoto.objects.filter(shot="front").update(file="other.webp"),
        lambda: OutboundPhoto.objects.filter(shot="front").delete(),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    with pytest.raises(ShipmentRefused, match="its pictures stay as they are"):
        outbound.add(line, "front", a_file(), "front.jpg", actor=packer)
    assert (PackedPiece.objects.get().security_tag, line.outbound_photos.count()) == ("T-1", 7)


def test_a_picture_is_encoded_anew_kept_privately_and_replaced(
    shipment: Shipment, packer: User, django_capture_on_commit_callbacks: Any
) -> None:
    line = shipment.lines.get()
    first = outbound.add(line, "front", a_file(), "front.jpg", actor=packer)
    assert storages["private"].open(first.file).read(4) == b"RIFF"
    with django_capture_on_commit_callbacks(execute=True):
        second = outbound.add(line, "front", a_file(), "again.jpg", actor=packer)
    assert line.outbound_photos.get() == second
    assert not storages["private"].exists(first.file)


def test_the_table_keeps_pictures_that_come_before_the_rest(shipment: Shipment, packer: User) -> None:
    bench, line = at_work(packer), shipment.lines.get()
    sent = {f"photo-{line.pk}-front": a_file(), f"photo-{line.pk}-base": SimpleUploadedFile("b.jpg", b"no")}
    answer = bench.post(page_of(shipment), sent | {f"tag-{line.pk}": "T-7", "do": "photos"})
    assert answer.status_code == 422
    assert [photo.shot for photo in line.outbound_photos.all()] == ["front"]
    page = answer.content.decode()
    assert 'value="T-7"' in page
    assert "It can&#x27;t be read as a picture" in page


def test_the_whole_table_by_one_form_without_script(shipment: Shipment, packer: User) -> None:
    bench, line = at_work(packer), shipment.lines.get()
    typed: dict[str, Any] = {f"tag-{line.pk}": "T-7", "weight_g": "1520"}
    typed |= {f"in-{line.pk}-{i.pk}": "on" for i in line.item.inclusions.filter(present=True)}
    answer = bench.post(page_of(shipment), typed)
    assert answer.status_code == 422
    assert "Not photographed: Front, Back, Base, Inside" in answer.content.decode()
    files = {f"photo-{line.pk}-{shot.code}": a_file() for shot in shots_of(line.item)}
    answer = bench.post(page_of(shipment), typed | files)
    assert answer["Location"] == f"/staff/ship-by/{shipment.number}/label/"
    shipment.refresh_from_db()
    assert (shipment.state, shipment.weight_g, shipment.packed_by) == ("packed", 1520, packer)
    label = bench.get(answer["Location"]).content.decode()
    assert 'value="1520"' in label


def test_care_sees_how_a_piece_left_and_a_photographer_does_not(shipment: Shipment, packer: User) -> None:
    photo = outbound.add(shipment.lines.get(), "front", a_file(), "front.jpg", actor=packer)
    url = f"/staff/outbound/{photo.pk}/"
    care = at_work(staff("Customer care", email="care@portero.example"))
    assert care.get(url)["Content-Type"] == "image/webp"
    assert at_work(staff("Photographer", email="p@portero.example")).get(url).status_code == 403
    assert Client().get(url).status_code == 302
