"""Duties and import tax: what each destination asks, by tariff code, country of manufacture and day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from orders.tax.border import shipped
from orders.tax.border.local import LocalTables
from orders.tax.border.models import CountryRule, DutyRate, ImportTax
from orders.tax.border.values import Goods, LandedCost
from orders.tax.places import Destination
from tests.factories.catalog import listed_item
from tests.tax.asking import ask, question

pytestmark = pytest.mark.django_db
D = Decimal


def into(
    country: str,
    items: str = "handbag:1000.00",
    *,
    made_in: str = "FR",
    ships_from: str = "US",
    on: str = "2026-11-02",
    shipping: str = "60.00",
    material: str = "",
    **to: str,
) -> tuple[str, str]:
    """The duty and the import tax of a sale, in USD."""
    told: dict[str, Any] = question("Miami", items, on, shipping=shipping)
    told["destination"] = {"country": country, "state": "NY" if country == "US" else "", **to}
    for item in told["items"]:
        item |= {"made_in": made_in, "ships_from": ships_from, "material": material}
    answer = ask(told)
    return answer["duty"], answer["import_tax"]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        # On price and delivery (CIF): 1,060.00.
        ("DE", ("31.80", "207.44")),
        ("FR", ("31.80", "218.36")),
        ("GB", ("21.20", "216.24")),
        ("UK", ("21.20", "216.24")),
        ("JP", ("148.40", "120.84")),
        ("AE", ("53.00", "55.65")),
        ("CH", ("0.00", "85.86")),
        ("LI", ("0.00", "85.86")),
        ("HK", ("0.00", "0.00")),
        ("SG", ("0.00", "95.40")),
        # Duty on the price alone (FOB); GST in Canada too, in Australia and New Zealand with the delivery.
        ("CA", ("105.00", "55.25")),
        ("AU", ("50.00", "111.00")),
        ("NZ", ("100.00", "174.00")),
        # The tax is on the value plus a tenth, and duty.
        ("ZA", ("300.00", "219.90")),
        # The tax is part of its own base: 17/83 of 1,696.00.
        ("BR", ("636.00", "347.37")),
    ],
)
def test_what_a_handbag_made_in_france_costs_at_the_border(country: str, expected: tuple[str, str]) -> None:
    assert into(country) == expected


@pytest.mark.parametrize(
    ("state", "tax"),
    [
        ("ON", "143.65"),
        ("Ontario", "143.65"),
        ("Québec", "165.47"),
        ("BC", "132.60"),
        ("SK", "121.55"),
        ("AB", "55.25"),
        ("NS", "154.70"),
        ("", "55.25"),
    ],
)
def test_a_province_of_canada_adds_its_own_tax(state: str, tax: str) -> None:
    assert into("CA", state=state) == ("105.00", tax)


def test_the_postal_code_names_the_province_where_she_did_not() -> None:
    assert into("CA", zip="K1A 0B1") == ("105.00", "143.65")


def test_nova_scotia_lowered_its_tax_on_a_day() -> None:
    assert into("CA", state="NS", on="2025-03-31")[1] == "165.75"
    assert into("CA", state="NS", on="2025-04-01")[1] == "154.70"


@pytest.mark.parametrize("made_in", ["US", "MX", "CA"])
def test_goods_of_north_america_enter_canada_free_of_duty(made_in: str) -> None:
    assert into("CA", made_in=made_in) == ("0.00", "50.00")


@pytest.mark.parametrize(
    ("origin", "country"), [("FR", "DE"), ("IT", "MC"), ("CH", "LI"), ("US", "PR"), ("JP", "JP")]
)
def test_within_a_country_or_a_customs_union_nothing_is_owed(origin: str, country: str) -> None:
    assert into(country, ships_from=origin) == ("0.00", "0.00")


@pytest.mark.parametrize(
    ("country", "at", "above"),
    [
        ("GB", "177.00", "177.01"),
        ("JP", "65.00", "65.01"),
        ("AU", "650.00", "650.01"),
        ("NZ", "570.00", "570.01"),
        ("CA", "107.00", "107.01"),
    ],
)
def test_up_to_its_threshold_a_country_asks_for_no_duty(country: str, at: str, above: str) -> None:
    assert into(country, f"scarf:{at}", shipping="0")[0] == "0.00"
    assert into(country, f"scarf:{above}", shipping="0")[0] != "0.00"


def test_leather_is_never_free_of_duty_in_japan() -> None:
    assert into("JP", "handbag:65.00", shipping="0")[0] == "9.10"


def test_the_canadian_threshold_is_lower_for_parcels_from_elsewhere() -> None:
    assert into("CA", "scarf:100.00", shipping="0", ships_from="FR")[0] == "18.00"
    assert into("CA", "scarf:100.00", shipping="0")[0] == "0.00"


def test_small_parcels_into_the_union_owe_a_fixed_duty_since_july_2026() -> None:
    assert into("DE", "scarf:150.00", shipping="0", on="2026-06-30") == ("0.00", "28.50")
    assert into("DE", "scarf:150.00", shipping="0", on="2026-07-01") == ("3.48", "29.16")


@pytest.mark.parametrize(
    ("items", "material", "made_in", "duty"),
    [
        ("handbag:1000.00", "", "FR", "100.00"),  # 9 %, at least 10 % in total
        ("handbag:1000.00", "", "JP", "90.00"),
        ("handbag:1000.00", "", "CH", "125.00"),
        ("handbag:1000.00", "", "AU", "215.00"),  # 9 + 12.5
        ("handbag:1000.00", "", "BR", "465.00"),
        ("handbag:1000.00", "", "US", "0.00"),
        ("handbag:1000.00", "Porosus crocodile", "JP", "53.00"),
        ("handbag:1000.00", "Crocodile-embossed calfskin", "JP", "90.00"),
        ("handbag:1000.00", "GG Supreme coated canvas", "IT", "160.00"),
        ("handbag:1000.00", "canvas", "IT", "176.00"),
        ("handbag:20.00", "", "JP", "2.00"),
        ("handbag:20.01", "", "JP", "1.80"),
        ("wallet:1000.00", "", "JP", "80.00"),
        ("watch:1000.00", "", "CH", "125.00"),
        ("jewelry:1000.00", "18k yellow gold", "JP", "55.00"),
        ("jewelry:1000.00", "sterling silver", "JP", "50.00"),
        ("jewelry:1000.00", "gold-tone metal", "JP", "110.00"),
        ("scarf:1000.00", "silk", "JP", "39.00"),
        ("scarf:1000.00", "cashmere", "JP", "67.00"),
    ],
)
def test_into_the_united_states_by_tariff_line_and_country_of_manufacture(
    items: str, material: str, made_in: str, duty: str
) -> None:
    told = into("US", items, material=material, made_in=made_in, ships_from="HK")
    assert told == (duty, "0.00")


def test_dates_are_half_open() -> None:
    assert into("US", ships_from="FR", on="2026-09-30")[0] == "90.00"
    assert into("US", ships_from="FR", on="2026-10-01")[0] == "100.00"
    assert into("US", "handbag:800.00", ships_from="FR", on="2025-08-28")[0] == "0.00"
    assert into("US", "handbag:800.00", ships_from="FR", on="2025-08-29")[0] == "72.00"


def test_a_watch_into_the_union_owes_cents_not_percents() -> None:
    assert into("DE", "watch:10000.00", made_in="CH", shipping="0") == ("0.93", "1900.18")


def test_korea_taxes_what_is_above_its_luxury_threshold() -> None:
    # 8 % duty; 20 % and 30 % of that on what is above 1,400.00; then 10 % on all of it.
    assert into("KR", "handbag:5000.00", shipping="0") == ("400.00", "1684.00")


def test_the_item_s_own_code_decides() -> None:
    antique = Goods("jewelry", D("1000.00"), made_in="JP", ships_from="HK", number="1", code="9706.10")
    cost = LocalTables().quote([antique], "HK", Destination(), on=date(2026, 11, 2))
    assert (cost.duty, cost.charges[0].code) == (D("0.00"), "9706.10")


def test_a_country_without_data_is_said_not_guessed() -> None:
    told: dict[str, Any] = question("Miami", "handbag:1000.00", to={"country": "AR"})
    answer = ask(told)
    assert (answer["duty"], answer["import_tax"]) == ("0.00", "0.00")
    assert "No duty and tax data for AR: they are not included." in answer["warnings"]


def test_goods_from_two_places_are_two_parcels() -> None:
    told: dict[str, Any] = question(
        "Miami", "handbag:1000.00 handbag:1000.00", "2026-11-02", shipping="100.00"
    )
    told["items"][0] |= {"made_in": "FR", "ships_from": "FR"}
    told["items"][1] |= {"made_in": "FR"}
    assert (ask(told)["duty"], ask(told)["import_fees"]) == ("100.00", "20.00")


def test_a_row_that_staff_add_counts_from_its_day() -> None:
    DutyRate.objects.filter(country="GB", code="").update(until="2026-11-10")
    DutyRate.objects.create(
        country="GB", percent=D("4"), since="2026-11-10", source="UK tariff", reason="read there"
    )
    assert into("GB", on="2026-11-09")[0] == "21.20"
    assert into("GB", on="2026-11-10")[0] == "42.40"


def test_a_country_is_added_by_its_rows() -> None:
    CountryRule.objects.create(country="AR", since="2000-01-01", source="test")
    DutyRate.objects.create(country="AR", percent=D("10"), since="2000-01-01", source="test")
    ImportTax.objects.create(country="AR", name="IVA", percent=D("21"), since="2000-01-01", source="test")
    assert into("AR") == ("106.00", "244.86")


@pytest.mark.parametrize(("on", "tax"), [("2024-08-31", "262.03"), ("2024-09-01", "278.41")])
def test_finland_raised_its_tax_on_a_day(on: str, tax: str) -> None:
    assert into("FI", on=on)[1] == tax


def test_the_shipped_tables_are_brought_in_once() -> None:
    assert set(shipped.load(lambda name: apps.get_model("border", name)).values()) == {0}


@pytest.mark.parametrize("wrong", [{"percent": -1}, {"until": "1999-01-01"}, {"percent": 201}])
def test_the_database_refuses_a_rate_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    rows = DutyRate.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyRate.objects.create(
            **{"country": "AR", "percent": 1, "since": "2000-01-01", "source": "test"} | wrong
        )
    assert DutyRate.objects.count() == rows


def test_two_open_rates_of_one_thing_are_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyRate.objects.create(country="GB", percent=D("5"), since="2026-01-01", source="a second one")


@pytest.mark.parametrize("code", ["bag", "42", "4202-21"])
def test_a_piece_has_a_tariff_code_or_none(code: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        listed_item(hs_code=code)


def test_nothing_costs_nothing() -> None:
    assert LandedCost().total == D("0.00")
