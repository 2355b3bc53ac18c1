"""The table: pictures are kept as they come, the tag is compared, and nobody else opens the parcel."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from orders.fulfilment.shots import shots_of
from orders.promise import arriving, inspecting
from orders.promise.desk.access import claim_numbered
from orders.promise.desk.pictures import compared_of
from orders.promise.models import Claim, ClaimInspection, ClaimPhoto
from tests.factories import claims as make

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(inspecting.CHECKS, "on")


@pytest.fixture
def claim() -> Claim:
    """On the table, not looked at yet."""
    return arriving.receive(make.in_transit(), actor=make.unpacker())


def page_of(claim: Claim) -> str:
    return f"/staff/claims/{claim.number}/inspect/"


def a_file(name: str = "front.jpg") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (800, 1000), (182, 136, 86)).save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def test_both_sets_stand_side_by_side(
    claim: Claim, table: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = table.get(page_of(claim)).content.decode()
    assert page.count("As it left") == page.count("As it came back") == len(shots_of(claim.item)) + 1
    assert "Left with tag PT-4417" in page
    found = claim_numbered(claim.number)
    with django_assert_num_queries(0):
        both = compared_of(found)
    assert len(both.pairs) == len(both.to_take) == len(shots_of(claim.item))


def test_a_picture_is_kept_as_it_comes_and_can_be_taken_again(claim: Claim, table: Client) -> None:
    field = f"photo-{claim.shipment_line_id}-front"
    for _ in range(2):
        assert table.post(page_of(claim), {"do": "photos", field: a_file()}).status_code == 200
    photo = ClaimPhoto.objects.get(claim=claim, source="arrival")
    assert (photo.shot, photo.taken_by) == ("front", make.unpacker())
    answer = table.get(f"/staff/claims/photos/{photo.pk}/medium.webp")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert not ClaimInspection.objects.exists()


def test_what_is_no_picture_is_named_beside_its_place(claim: Claim, table: Client) -> None:
    sent = {
        f"photo-{claim.shipment_line_id}-front": SimpleUploadedFile("a.jpg", b"no"),
        "tag": "PT-4417",
        **ALL,
    }
    answer = table.post(page_of(claim), {"do": "record", **sent})
    assert answer.status_code == 422
    assert not ClaimInspection.objects.exists()
    assert not ClaimPhoto.objects.filter(source="arrival").exists()


@pytest.mark.parametrize(
    ("typed", "matches", "said"),
    [
        ("pt-4417", True, "It wears the tag that it left with."),
        ("PT-9999", False, "this isn’t the tag that it left with"),
        ("", False, "this isn’t the tag that it left with"),
    ],
)
def test_the_tag_is_compared(claim: Claim, table: Client, typed: str, matches: bool, said: str) -> None:
    answer = table.post(page_of(claim), {"do": "record", "tag": typed, "note": "", **ALL}, follow=True)
    found = ClaimInspection.objects.get(claim=claim)
    assert (found.tag_matches, found.found_by, set(found.checks.values())) == (
        matches,
        make.unpacker(),
        {True},
    )
    assert said in answer.content.decode()


def test_what_is_not_ticked_is_no(claim: Claim, table: Client) -> None:
    table.post(page_of(claim), {"do": "record", "tag": "PT-4417", "same_piece": "on"})
    assert ClaimInspection.objects.get(claim=claim).checks == dict.fromkeys(inspecting.CHECKS, False) | {
        "same_piece": True
    }


def test_what_was_typed_is_there_again_after_pictures(claim: Claim, table: Client) -> None:
    page = table.post(page_of(claim), {"do": "photos", "tag": "PT-4417"}).content.decode()
    assert 'value="PT-4417"' in page


def test_once_its_review_has_begun_nothing_changes(table: Client) -> None:
    claim = make.under_review()
    before = ClaimInspection.objects.count()
    answer = table.post(page_of(claim), {"do": "record", "tag": "PT-9999", **ALL})
    assert (answer.status_code, ClaimInspection.objects.count()) == (302, before)


def test_care_does_not_open_parcels(claim: Claim, care: Client) -> None:
    assert care.post(page_of(claim), {"do": "record", "tag": "PT-4417", **ALL}).status_code == 403
    assert not ClaimInspection.objects.exists()
