"""The tables: loaded once however often, seen by every process when they change, nearest row first."""

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from orders.tax.models import Boundary, Jurisdiction, Rate, TaxRule
from tests.tax.asking import ask, question, tax

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)


def _levied(percent: str) -> Jurisdiction:
    """A district of Los Angeles that begins with the year 2000."""
    district = Jurisdiction.objects.create(state="CA", level="district", name="Test Hill")
    facts: dict[str, Any] = {"since": date(2000, 1, 1), "source": "a test"}
    Rate.objects.create(jurisdiction=district, percent=Decimal(percent), **facts)
    return district


def test_loading_our_own_tables_again_adds_nothing() -> None:
    before = (Rate.objects.count(), Boundary.objects.count(), TaxRule.objects.count())
    out = StringIO()
    call_command("load_own_tax_tables", stdout=out)
    assert (Rate.objects.count(), Boundary.objects.count(), TaxRule.objects.count()) == before
    assert [line.split(": ")[1] for line in out.getvalue().splitlines()] == ["0 new"] * 11


def test_loading_brings_back_what_is_missing_and_leaves_what_staff_changed() -> None:
    TaxRule.objects.filter(state="FL").delete()
    Rate.objects.filter(jurisdiction__name="Maryland").update(percent=Decimal(7))
    call_command("load_own_tax_tables", stdout=StringIO())
    assert tax("Miami", "jewelry:9000.00") == "590.00"
    assert tax("Chevy Chase", "handbag:100.00") == "7.00"


def test_a_rate_changes_at_midnight_and_the_day_before_keeps_its_tax() -> None:
    rate = Rate.objects.get(jurisdiction__name="Connecticut")
    rate.until = NEW_YEAR
    rate.save()
    Rate.objects.create(jurisdiction=rate.jurisdiction, percent=Decimal(6), since=NEW_YEAR, source="a test")
    assert tax("Greenwich", "handbag:100.00", "2026-12-31") == "6.35"
    assert tax("Greenwich", "handbag:100.00", "2027-01-01") == "6.00"


def test_two_rates_of_one_day_are_refused_by_the_database() -> None:
    rate = Rate.objects.get(jurisdiction__name="Connecticut")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rate.objects.create(jurisdiction=rate.jurisdiction, percent=Decimal(6), since=NEW_YEAR, source="x")
    assert Rate.objects.filter(jurisdiction=rate.jurisdiction).count() == 1


def test_warm_tables_cost_no_query(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = question("New York", "handbag:5000.00 shoes:90.00 jewelry:7500.00", shipping="45.00")
    ask(asked)
    settings.TAX_TABLES_FRESH_SECONDS = 3600
    with django_assert_num_queries(0):
        assert ask(asked)["tax"] == "1113.37"
        assert ask(asked | {"destination": {"state": "CA", "zip": "90210"}})["tax"] == "1227.53"


def test_city_and_zip_come_before_the_city_and_the_plus_four_before_both() -> None:
    district, more = _levied("1"), {"state": "CA", "source": "a test", "since": date(2000, 1, 1)}
    asked = question("Beverly Hills", "handbag:1000.00")
    near = {"city": "Beverly Hills", "county": "Los Angeles County", "zip": "90210", **more}
    Boundary.objects.create(match="city_zip", jurisdiction=district, **near)
    assert (ask(asked)["matched"], ask(asked)["tax"]) == ("city_zip", "107.50")
    plus4 = {"zip": "90210", "plus4_first": "1000", "plus4_last": "1999"}
    Boundary.objects.create(match="zip4", county="Los Angeles County", **plus4, **more)
    asked["destination"]["zip"] = "90210-1999"
    assert (ask(asked)["matched"], ask(asked)["tax"]) == ("zip4", "97.50")
    asked["destination"]["zip"] = "90210-2000"
    assert (ask(asked)["matched"], ask(asked)["tax"]) == ("city_zip", "107.50")
