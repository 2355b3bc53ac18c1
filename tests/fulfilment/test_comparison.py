"""What came back beside how it left: shot by shot, the tag, and what is still to be photographed."""

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from orders.fulfilment.comparison import Picture, compared, same_tag
from orders.fulfilment.models import OutboundPhoto, ShipmentLine
from orders.fulfilment.shots import shots_of
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack

pytestmark = pytest.mark.django_db
FRONT = Picture("/back/1/", 600, 750)


@pytest.fixture
def line(packer: User) -> ShipmentLine:
    """Of a parcel that was packed with tag T-7."""
    shipment = pack(confirmed_order().shipments.get(), packer, "T-7")
    found = ShipmentLine.objects.select_related("packed", "shipment", "item__category")
    return found.prefetch_related("outbound_photos").get(shipment=shipment)


def test_every_shot_stands_beside_its_own(
    line: ShipmentLine, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        both = compared(line, {"front": FRONT}, is_open=True, problems={f"photo-{line.pk}-back": "Too dark."})
    asked = [shot.code for shot in shots_of(line.item)]
    assert both.security_tag == "T-7"
    assert [pair.shot.code for pair in both.pairs] == asked
    assert [shot.code for shot in both.to_take] == [code for code in asked if code != "front"]
    front, back = both.pairs[:2]
    photo = OutboundPhoto.objects.get(line=line, shot="front")
    assert (front.left, front.back) == (Picture(f"/staff/outbound/{photo.pk}/", 800, 1000), FRONT)
    assert (back.field, back.problem) == (f"photo-{line.pk}-back", "Too dark.")


def test_a_shot_that_is_not_asked_for_any_more_is_still_shown(line: ShipmentLine) -> None:
    both = compared(line, {"soles": FRONT})
    assert both.pairs[-1].shot.name == "Soles"
    assert (both.pairs[-1].left, both.pairs[-1].back) == (None, FRONT)


@pytest.mark.parametrize(("is_open", "inputs"), [(True, 7), (False, 0)])
def test_pictures_are_taken_while_it_is_open(line: ShipmentLine, is_open: bool, inputs: int) -> None:
    page = render_to_string("staff/parts/compared.html", {"compared": compared(line, {}, is_open=is_open)})
    assert page.count('type="file"') == inputs
    assert page.count("<figure>") == 14


@pytest.mark.parametrize(
    ("found", "left_with", "same"),
    [
        ("T-7", "T-7", True),
        (" t-7 ", "T-7", True),
        ("T -7", "T-7", True),
        ("T-70", "T-7", False),
        ("", "T-7", False),
        ("", "", False),
        ("T-7", "", False),
    ],
)
def test_a_tag_is_the_same_whatever_its_case(found: str, left_with: str, same: bool) -> None:
    assert same_tag(found, left_with) is same
