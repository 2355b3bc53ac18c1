"""What a parcel costs: zones × values × options × days, and what the database itself refuses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from orders.delivery import tables
from orders.delivery.models import DeliveryCharge, Zone, ZonePlace
from orders.models import DeliveryOption
from tests.delivery.asking import charge, offered

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
NO_EXPEDITED = "USPS doesn’t offer expedited delivery to military addresses."
NO_DHL = "DHL doesn’t deliver to military addresses."


def _row(**facts: Any) -> DeliveryCharge:
    """The standard charge within the contiguous United States, or the one that facts name."""
    found = {"option__speed": "standard", "option__lane": "domestic", "zone__places__country": "US"}
    return DeliveryCharge.objects.get(**found | {"zone__places__state": "", "value_from": 0} | facts)


@pytest.mark.parametrize(
    ("place", "origin", "standard", "expedited"),
    [
        ("US-NY", "US", "40.00", "75.00"),
        ("US-DC", "US", "40.00", "75.00"),
        ("US", "US", "40.00", "75.00"),  # the bag, before there is an address
        ("US-AK", "US", "55.00", "95.00"),
        ("US-HI", "US", "55.00", "95.00"),
        ("US-PR", "US", "55.00", "95.00"),
        ("US-AE", "US", "45.00", NO_EXPEDITED),
        ("CA", "US", "60.00", "110.00"),
        ("FR", "US", "60.00", "110.00"),
        ("JP", "US", "70.00", "125.00"),
        ("AE", "US", "75.00", "135.00"),
        ("BR", "US", "85.00", "DHL doesn’t offer expedited delivery to this country."),
        ("US-NY", "JP", "60.00", "110.00"),
        ("US-HI", "JP", "75.00", "DHL doesn’t offer expedited delivery to Alaska and Hawaii."),
        ("US-AP", "JP", NO_DHL, NO_DHL),
        ("JP", "JP", "70.00", "125.00"),
    ],
)
def test_each_zone_has_its_charge_or_a_reason(place: str, origin: str, standard: str, expedited: str) -> None:
    answers = [charge(place, speed=speed, origin=origin) for speed in ("standard", "expedited")]
    assert answers == [standard, expedited]


@pytest.mark.parametrize(
    ("value", "standard", "expedited"),
    [
        ("0.01", "40.00", "75.00"),
        ("49999.99", "40.00", "75.00"),
        ("50000.00", "70.00", "125.00"),
        ("999999.00", "70.00", "125.00"),
    ],
)
def test_a_dearer_parcel_costs_more_from_its_value_on(value: str, standard: str, expedited: str) -> None:
    assert [charge("US-NY", value, speed) for speed in ("standard", "expedited")] == [standard, expedited]


def test_a_charge_changes_at_midnight_and_the_day_before_keeps_the_old_one() -> None:
    row = _row()
    DeliveryCharge.objects.filter(pk=row.pk).update(until=NEW_YEAR)
    facts: dict[str, Any] = {"option": row.option, "zone": row.zone, "since": NEW_YEAR}
    DeliveryCharge.objects.create(**facts, charge=Decimal("48.00"))
    assert charge("US-NY", on=date(2026, 12, 31)) == "40.00"
    assert charge("US-NY", on=NEW_YEAR) == "48.00"


def test_a_charge_that_ends_without_another_takes_the_option_away() -> None:
    DeliveryCharge.objects.filter(option__lane="domestic", option__speed="expedited").update(until=NEW_YEAR)
    assert charge("US-NY", speed="expedited", on=date(2026, 12, 31)) == "75.00"
    after = offered("US-NY", speed="expedited", on=NEW_YEAR)
    assert (after.option.speed, after.note) == (
        "standard",
        "USPS doesn’t offer expedited delivery to the United States.",
    )


def test_without_a_zone_nothing_is_delivered() -> None:
    Zone.objects.filter(rest_of_world=True).update(rest_of_world=False)
    assert charge("BR") == "We don’t deliver to this destination yet."


def test_a_zone_may_say_its_own_days() -> None:
    assert [(offered(p).days_min, offered(p).days_max) for p in ("US-NY", "US-AE")] == [(3, 5), (10, 25)]


def test_tables_in_memory_cost_no_query_and_see_a_change(
    django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    tables.current()
    with django_assert_num_queries(1):  # the stamp
        charge("JP")
    settings.DELIVERY_TABLES_FRESH_SECONDS = 60
    with django_assert_num_queries(0):
        charge("JP")
    settings.DELIVERY_TABLES_FRESH_SECONDS = 0
    DeliveryOption.objects.filter(lane="domestic").update(carrier="FedEx")
    assert offered("US-NY").option.carrier == "FedEx"


@pytest.mark.parametrize(
    ("_case", "facts", "constraint"),
    [
        ("overlapping days", {"since": date(2026, 1, 1)}, "charge_no_overlap"),
        ("the first day twice", {"since": date(2000, 1, 1), "until": date(2000, 1, 2)}, "charge_no_overlap"),
        ("until before since", {"value_from": 9, "until": date(2000, 1, 1)}, "charge_dates_in_order"),
        ("a negative charge", {"value_from": 9, "charge": Decimal(-1)}, "charge_not_negative"),
        ("a negative cost", {"value_from": 9, "carrier_cost": Decimal(-1)}, "charge_not_negative"),
        ("half the days", {"value_from": 9, "days_min": 3}, "charge_days_in_order"),
        ("days upside down", {"value_from": 9, "days_min": 3, "days_max": 2}, "charge_days_in_order"),
    ],
)
def test_the_database_refuses_a_wrong_charge(_case: str, facts: dict[str, Any], constraint: str) -> None:
    row = _row()
    told = {"option": row.option, "zone": row.zone, "charge": Decimal("9.00"), "since": date(2000, 1, 1)}
    before = DeliveryCharge.objects.count()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DeliveryCharge.objects.create(**told | facts)
    assert DeliveryCharge.objects.count() == before


def test_a_place_lies_in_one_zone_and_only_one_takes_the_rest() -> None:
    europe = Zone.objects.get(name="Europe")
    for wrong in (
        lambda: ZonePlace.objects.create(zone=europe, country="JP"),
        lambda: ZonePlace.objects.create(zone=europe, country="CA", state="ON"),
        lambda: Zone.objects.create(name="Elsewhere", in_words="elsewhere", rest_of_world=True),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    assert Zone.objects.filter(rest_of_world=True).count() == 1


def test_sql_behind_our_back_is_refused_too() -> None:
    sql = (
        "insert into delivery_deliverycharge (option_id, zone_id, value_from, charge, since) "
        "select option_id, zone_id, value_from, 1, date '2030-01-01' from delivery_deliverycharge limit 1"
    )
    with pytest.raises(IntegrityError, match="charge_no_overlap"), transaction.atomic():
        connection.cursor().execute(sql)
