"""Orders from several origins: a shipment for each, with its own charge, days and signature; the parts add up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders import breakdown
from orders.bill import of_order, of_quote
from orders.delivery.models import DeliveryCharge
from orders.order.models import Order
from orders.placement import NotDeliverable
from orders.quote import Wishes, quote_for
from orders.tax.places import Destination
from tests.delivery.conftest import SetFigures
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import a_bag, pending_order

pytestmark = pytest.mark.django_db
CALIFORNIA: dict[str, Any] = {"line4": "Beverly Hills", "state": "CA", "postcode": "90210"}
JAPAN: dict[str, Any] = {"line4": "Minato", "state": "Tokyo", "postcode": "106-0032", "country": "JP"}
FRANCE: dict[str, Any] = {"line4": "Paris", "state": "", "postcode": "75001", "country": "FR"}
MILITARY: dict[str, Any] = {"line4": "APO", "state": "AE", "postcode": "09012"}
NEW_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("address", "from_new_york", "from_tokyo"),
    [
        (CALIFORNIA, ("USPS", "40.00", 3, 5), ("DHL", "60.00", 4, 6)),
        (JAPAN, ("DHL", "70.00", 4, 6), ("DHL", "70.00", 4, 6)),
        (FRANCE, ("DHL", "60.00", 4, 6), ("DHL", "60.00", 4, 6)),
    ],
)
def test_new_york_and_tokyo_travel_apart(
    address: dict[str, Any], from_new_york: Any, from_tokyo: Any
) -> None:
    order = pending_order(listed_item(), abroad_item("JP"), **address)
    kept = order.shipments.order_by("pk").values_list("carrier", "charge", "days_min", "days_max")
    assert [(c, str(charge), *days) for c, charge, *days in kept] == [from_new_york, from_tokyo]
    assert {s.insured_for for s in order.shipments.all()} == {Decimal("12500.00")}
    assert order.shipping_excl_tax == sum(s.charge for s in order.shipments.all())


def test_the_breakdown_says_the_level_only_where_the_name_does_not() -> None:
    (piece, delivery) = breakdown.of_order(pending_order())
    assert [(row.jurisdiction, row.about) for row in piece.rows] == [
        ("New York State", ""),
        ("New York City", ""),
        ("Metropolitan Commuter Transportation District", ""),
    ]
    assert {row.about for row in delivery.rows} == {"shipping is taxable"}
    california = breakdown.of_order(pending_order(**CALIFORNIA))[0]
    assert next((row.jurisdiction, row.about) for row in california.rows) == ("California", "state")


def test_a_placed_shipment_keeps_its_charge_when_the_table_changes() -> None:
    order = pending_order()
    DeliveryCharge.objects.update(charge=Decimal("99.00"))
    assert order.shipments.get().charge == Decimal("40.00")
    assert pending_order().shipments.get().charge == Decimal("99.00")


def test_the_charge_is_the_one_of_the_eastern_day() -> None:
    row = DeliveryCharge.objects.get(option__speed="standard", option__lane="domestic", zone=1, value_from=0)
    DeliveryCharge.objects.filter(pk=row.pk).update(until=NEW_YEAR)
    DeliveryCharge.objects.create(option=row.option, zone=row.zone, since=NEW_YEAR, charge=Decimal("48.00"))
    item, wishes = listed_item(), Wishes(to=Destination(state="OR"))
    last, first = (datetime(2027, 1, 1, hour, minute, tzinfo=UTC) for hour, minute in ((4, 59), (5, 0)))
    totals = [quote_for([item], wishes, at=at).delivery_total for at in (last, first)]
    assert totals == [Decimal("40.00"), Decimal("48.00")]


def test_a_piece_that_can_not_go_there_stops_the_whole_order() -> None:
    bag = a_bag(listed_item(), abroad_item("JP"))
    with pytest.raises(NotDeliverable) as refused:
        pending_order(bag=bag, **MILITARY)
    assert [s.origin for s in refused.value.quote.problems] == ["JP"]
    assert str(refused.value) == "DHL doesn’t deliver to military addresses."
    assert Order.objects.count() == 0
    assert bag.lines.count() == 2


def test_what_is_not_offered_expedited_travels_standard_and_needs_no_verification() -> None:
    order = pending_order(wishes=Wishes(speed="expedited"), **MILITARY)
    assert (order.shipments.get().service, order.contact.verification) == ("Priority Mail, insured", [])


def test_one_expedited_parcel_is_enough_for_a_verification() -> None:
    hawaii: dict[str, Any] = {"line4": "Honolulu", "state": "HI", "postcode": "96813"}
    order = pending_order(listed_item(), abroad_item("JP"), wishes=Wishes(speed="expedited"), **hawaii)
    services = list(order.shipments.order_by("pk").values_list("service", flat=True))
    assert services == ["Priority Mail Express, insured", "Express Worldwide, insured"]
    assert order.contact.verification == ["Expedited delivery"]


def test_a_gift_to_another_address_is_verified() -> None:
    order = pending_order(wishes=Wishes(gift=True), billing={"line1": "1 Ocean Drive"}, **CALIFORNIA)
    assert order.contact.verification == ["The delivery address differs from the billing address"]


@pytest.mark.parametrize(
    ("price", "asked", "signed"), [(999, False, False), (999, True, True), (1000, False, True), (1000, True, True)]
)  # fmt: skip
def test_a_signature_on_request_and_always_from_the_figure(price: int, asked: bool, signed: bool) -> None:
    order = pending_order(listed_item(price=price), wishes=Wishes(signature=asked))
    assert (order.shipments.get().signature, order.contact.signature) == (signed, asked)


def test_the_value_of_the_whole_order_decides_on_the_signature() -> None:
    order = pending_order(listed_item(price=600), abroad_item("JP", price=600))
    assert [s.signature for s in order.shipments.all()] == [True, True]


WISHES = st.builds(
    Wishes,
    to=st.sampled_from(
        [
            *(Destination(state=state) for state in ("NY", "CA", "FL", "MD", "OR", "AK", "PR", "AE")),
            *(Destination(country=country) for country in ("JP", "FR", "BR")),
        ]
    ),
    speed=st.sampled_from(["standard", "expedited"]),
    gift=st.booleans(),
    signature=st.booleans(),
)


@given(wishes=WISHES, prices=st.lists(st.integers(1, 9_000_000), min_size=3, max_size=3))
@settings(max_examples=60)
def test_whatever_she_wishes_the_rows_add_up_to_the_total(
    figures: SetFigures, wishes: Wishes, prices: list[int]
) -> None:
    figures(gift_wrap_charge="12.00", handling_charge="3.50")
    pieces = [listed_item(price=100), abroad_item("JP", price=100), abroad_item("FR", price=100)]
    for piece, cents in zip(pieces, prices, strict=True):
        piece.price = Decimal(cents).scaleb(-2)
    quote = quote_for(pieces, wishes)
    rows = [row.amount for row in of_quote(quote) if not row.part]
    assert sum(rows) == quote.total
    assert len(quote.shipments) == 3
    assert quote.gift_wrap == (12 if wishes.gift else 0)
    plain = quote_for(pieces, replace(wishes, gift=False))
    assert quote.total >= plain.total >= quote.items_total


def test_the_order_shows_the_rows_that_the_quote_showed(figures: SetFigures) -> None:
    figures(gift_wrap_charge="12.00", handling_charge="3.50")
    items = [listed_item(), abroad_item("JP")]
    wishes = Wishes(to=Destination(state="CA", zip="90210", city="Beverly Hills"), gift=True)
    quote = quote_for(items, wishes)
    order = pending_order(*items, wishes=wishes, **CALIFORNIA)
    shown, kept = of_quote(quote), of_order(order)
    assert [(row.amount, row.part, row.group) for row in kept] == [(r.amount, r.part, r.group) for r in shown]
    assert [row.label for row in kept[2:]] == [row.label for row in shown[2:]]
    assert {"Handling", "Gift wrap"} < {row.label for row in kept}
