"""Each state's rules at their boundaries, and rates by the date of sale. Sums are USD."""

from typing import Any

import pytest

from tests.tax.asking import ask, question, tax

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("city", "items", "expected"),
    [
        ("Greenwich", "handbag:1000.00", "63.50"),
        ("Greenwich", "handbag:1000.01", "77.50"),
        ("Greenwich", "watch:600.00:2", "76.20"),
        ("Greenwich", "jewelry:5000.00", "317.50"),
        ("Greenwich", "jewelry:5000.01", "387.50"),
        ("Greenwich", "sunglasses:1200.00", "76.20"),
        ("New York", "shoes:109.99", "0.00"),
        ("New York", "shoes:110.00", "9.76"),
        ("New York", "shoes:110.01", "9.76"),
        ("New York", "shoes:109.99:3", "0.00"),
        ("New York", "handbag:109.99", "9.76"),
        ("Scarsdale", "shoes:109.99", "4.81"),
        ("Scarsdale", "shoes:110.01", "9.21"),
        ("Miami", "jewelry:4999.99", "350.00"),
        ("Miami", "jewelry:5000.01", "350.00"),
        ("Miami", "jewelry:9000.00", "590.00"),
        ("Miami", "handbag:3000.00:2", "420.00"),
        ("Chevy Chase", "handbag:100.01", "6.01"),
        ("Chevy Chase", "handbag:0.01:19", "0.00"),
        ("Chevy Chase", "handbag:0.01:20", "0.01"),
        ("Chevy Chase", "handbag:0.01:21", "0.02"),
        ("Chevy Chase", "handbag:1.16", "0.07"),
        ("Chevy Chase", "handbag:1.17", "0.08"),
        ("Chevy Chase", "handbag:1.01 wallet:1.01", "0.13"),
        ("Short Hills", "clothing:9000.00 scarf:400.00 belt:300.00 shoes:900.00", "0.00"),
        ("Short Hills", "fur:1000.00", "66.25"),
        ("Short Hills", "wallet:1000.00", "66.25"),
        ("Boston", "clothing:175.00", "0.00"),
        ("Boston", "clothing:175.00:2 handbag:100.00", "6.25"),
        ("Providence", "clothing:250.01", "0.00"),
    ],
)
def test_thresholds_count_the_single_item(city: str, items: str, expected: str) -> None:
    assert tax(city, items) == expected


@pytest.mark.parametrize(
    ("city", "items", "more", "expected"),
    [
        ("Beverly Hills", "handbag:2000.00", {"shipping": "25.00"}, "195.00"),
        ("Beverly Hills", "handbag:2000.00", {"shipping": "25.00", "actual_carrier_cost": "20.00"}, "195.49"),
        ("Beverly Hills", "handbag:2000.00", {"shipping": "25.00", "handling": "5.00"}, "195.49"),
        ("Chevy Chase", "handbag:2000.00", {"shipping": "25.00", "handling": "5.00"}, "120.30"),
        (
            "Chevy Chase",
            "handbag:2000.00",
            {"shipping": "25.00", "combined_shipping_and_handling": True},
            "121.50",
        ),
        ("Miami", "handbag:2000.00", {"shipping": "25.00", "handling": "5.00"}, "142.10"),
        (
            "Miami",
            "handbag:2000.00",
            {"shipping": "25.00", "handling": "5.00", "pickup_offered": True},
            "140.00",
        ),
        ("Miami", "watch:6000.00", {"shipping": "25.00"}, "411.50"),
        ("Chicago", "handbag:2000.00", {"shipping": "25.00"}, "207.56"),
        ("New York", "shoes:90.00 handbag:500.00", {"shipping": "20.00"}, "46.15"),
        ("New York", "shoes:90.00 handbag:500.00", {"shipping": ["8.00", "12.00"]}, "45.44"),
        ("New York", "shoes:90.00", {"shipping": "20.00"}, "0.00"),
        ("Greenwich", "handbag:3000.00", {"shipping": "100.00"}, "240.25"),
        ("Providence", "clothing:240.00", {"shipping": "20.00"}, "0.70"),
        ("Short Hills", "clothing:500.00", {"shipping": "30.00", "gift_wrap": "15.00"}, "0.00"),
        ("Miami", "handbag:1000.00", {"gift_wrap": "15.00"}, "71.05"),
        ("Chicago", "handbag:1000.00", {"gift_wrap": "15.00"}, "102.50"),
        (
            "Chevy Chase",
            "handbag:0.15",
            {"shipping": "0.18", "combined_shipping_and_handling": True},
            "0.02",
        ),
    ],
)
def test_what_is_charged_beside_the_goods(city: str, items: str, more: dict[str, Any], expected: str) -> None:
    assert tax(city, items, **more) == expected


@pytest.mark.parametrize(
    ("city", "items", "on", "expected"),
    [
        ("Short Hills", "handbag:1000.00", "2016-12-31", "70.00"),
        ("Short Hills", "handbag:1000.00", "2017-01-01", "68.75"),
        ("Short Hills", "handbag:1000.00", "2017-12-31", "68.75"),
        ("Short Hills", "handbag:1000.00", "2018-01-01", "66.25"),
        ("Palm Beach", "handbag:1000.00", "2025-12-31", "70.00"),
        ("Palm Beach", "handbag:1000.00", "2026-01-01", "65.00"),
        ("Springfield", "handbag:1000.00", "2026-06-30", "95.00"),
        ("Springfield", "handbag:1000.00", "2026-07-01", "100.00"),
        ("Greenwich", "handbag:1001.00", "2015-06-30", "70.07"),
        ("Greenwich", "handbag:1001.00", "2015-07-01", "77.58"),
        ("Poughkeepsie", "shoes:95.00", "2022-02-28", "3.92"),
        ("Poughkeepsie", "shoes:95.00", "2022-03-01", "0.00"),
        ("Greenwich", "shoes:99.99", "2026-08-15", "6.35"),
        ("Greenwich", "shoes:99.99", "2026-08-16", "0.00"),
        ("Greenwich", "shoes:99.99", "2026-08-23", "6.35"),
    ],
)
def test_the_date_of_sale_decides(city: str, items: str, on: str, expected: str) -> None:
    assert tax(city, items, on) == expected


@pytest.mark.parametrize(
    ("city", "fee", "expected"),
    [
        ("New York", "0", "88.75"),
        ("New York", "15.00", "87.42"),
        ("New York", "2000.00", "0.00"),
        ("New York", "0.01", "88.75"),
        ("Beverly Hills", "15.00", "97.50"),
        ("Short Hills", "15.00", "66.25"),
    ],
)
def test_a_fee_kept_lowers_the_tax_back_in_new_york_only(city: str, fee: str, expected: str) -> None:
    asked = question(city, "handbag:1000.00 watch:500.00", refund={"items": [0], "fee_kept": fee})
    assert ask(asked)["tax_refund"] == expected


def test_a_fee_kept_from_the_price_leaves_the_tax_on_delivery_and_handling() -> None:
    asked = question("New York", "handbag:1000.00", shipping="10.00", handling="10.00")
    everything = {"items": [0], "fee_kept": "15.00", "shipping": True}
    assert ask(asked | {"refund": everything})["tax_refund"] == "89.20"


def test_fur_is_fur_by_its_material() -> None:
    asked = question("Short Hills", "clothing:1000.00 clothing:1000.00")
    asked["items"][0]["material"], asked["items"][1]["material"] = "mink", "faux fur"
    assert [line["tax"] for line in ask(asked)["lines"]] == ["66.25", "0.00"]


def test_the_breakdown_names_jurisdiction_rule_and_source() -> None:
    answer = ask(question("Miami", "jewelry:9000.00"))
    assert [
        (e["jurisdiction"], e["rate"], e["base"], e["amount"]) for e in answer["lines"][0]["breakdown"]
    ] == [
        ("Florida", "6", "9000.00", "540.00"),
        ("Miami-Dade County", "1", "5000.00", "50.00"),
    ]
    assert answer["lines"][0]["breakdown"][1]["rule"] == "first 5,000 of each item"
    assert all(entry["source"] for entry in answer["lines"][0]["breakdown"])
