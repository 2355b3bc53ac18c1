"""What search engines read, held against the fields that Google's documentation requires and recommends."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog.models import Item, Photo
from portero.core.figures import FigureValue
from tests.factories.catalog import held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db
# developers.google.com/search/docs/appearance/structured-data: merchant-listing, product-snippet, breadcrumb,
# organization and return-policy, as of 2025; (path, required values or None for "there is one").
SCHEMA = "https://schema.org/"
REQUIRED: list[tuple[str, object]] = [
    ("name", None),
    ("image", None),
    ("offers.price", "12500.00"),
    ("offers.priceCurrency", "USD"),
]
RECOMMENDED: list[tuple[str, object]] = [
    ("brand.name", "Hermès"),
    ("description", None),
    ("sku", None),
    ("color", "Gold"),
    ("material", "Togo"),
    ("offers.url", None),
    ("offers.itemCondition", f"{SCHEMA}UsedCondition"),
    ("offers.availability", f"{SCHEMA}InStock"),
    ("offers.shippingDetails.shippingRate.value", None),
    ("offers.shippingDetails.shippingRate.currency", "USD"),
    ("offers.shippingDetails.shippingDestination.addressCountry", "US"),
    ("offers.shippingDetails.deliveryTime.handlingTime.minValue", 0),
    ("offers.shippingDetails.deliveryTime.handlingTime.maxValue", 2),
    ("offers.shippingDetails.deliveryTime.handlingTime.unitCode", "DAY"),
    ("offers.shippingDetails.deliveryTime.transitTime.minValue", 3),
    ("offers.shippingDetails.deliveryTime.transitTime.maxValue", 5),
    ("offers.hasMerchantReturnPolicy.applicableCountry", "US"),
    ("offers.hasMerchantReturnPolicy.returnPolicyCategory", f"{SCHEMA}MerchantReturnFiniteReturnWindow"),
    ("offers.hasMerchantReturnPolicy.merchantReturnDays", 3),
    ("offers.hasMerchantReturnPolicy.returnMethod", f"{SCHEMA}ReturnByMail"),
    ("offers.hasMerchantReturnPolicy.returnFees", f"{SCHEMA}ReturnShippingFees"),
    ("offers.hasMerchantReturnPolicy.returnShippingFeesAmount.value", "15.00"),
    ("offers.hasMerchantReturnPolicy.returnShippingFeesAmount.currency", "USD"),
]
# What Google reads of schema.org/ItemAvailability.
AVAILABLE = {"BackOrder", "InStock", "InStoreOnly", "LimitedAvailability", "OnlineOnly", "OutOfStock", "PreOrder",
             "PreSale", "SoldOut", "Discontinued"}  # fmt: skip


def blocks(client: Client, path: str) -> dict[str, dict[str, Any]]:
    page = client.get(path).content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return {block["@type"]: block for block in map(json.loads, found)}


def product(client: Client, item: Item) -> dict[str, Any]:
    found = blocks(client, item.get_absolute_url())["Product"]
    assert found["@context"] == "https://schema.org"
    return found


def at(block: dict[str, Any], path: str) -> Any:
    for part in path.split("."):
        block = block[part]
    return block


def pictured(item: Item) -> Item:
    Photo.objects.create(
        item=item, position=1, view="front", file="items/a.webp", alt="Front", width=1600, height=2000, widest=1600
    )  # fmt: skip
    return item


@pytest.mark.parametrize(("path", "value"), [*REQUIRED, *RECOMMENDED], ids=lambda part: str(part)[-40:])
def test_a_listed_piece_says_everything_google_asks(path: str, value: object, client: Client) -> None:
    said = at(product(client, pictured(listed_item())), path)
    assert said not in (None, "", [])
    assert value is None or said == value


def test_the_charge_is_the_one_a_buyer_pays(client: Client) -> None:
    rate = at(product(client, listed_item()), "offers.shippingDetails.shippingRate")
    assert Decimal(rate["value"]) > 0


def test_pictures_and_addresses_are_absolute(client: Client) -> None:
    found = product(client, pictured(listed_item()))
    assert [found["image"][0][:4], found["offers"]["url"][:4]] == ["http", "http"]
    assert found["image"][0].endswith("v1-1280.jpg")


def states() -> Iterator[tuple[Item, str]]:
    yield listed_item(), "InStock"
    yield held_item(), "OutOfStock"
    yield sold_item(), "SoldOut"


def test_availability_is_true_to_the_state_and_a_word_google_knows(client: Client) -> None:
    for item, word in states():
        assert product(client, item)["offers"]["availability"] == f"{SCHEMA}{word}"
        assert word in AVAILABLE


def test_a_sold_piece_promises_no_delivery_and_no_return(client: Client) -> None:
    offer = product(client, sold_item())["offers"]
    assert {"shippingDetails", "hasMerchantReturnPolicy"}.isdisjoint(offer)


def test_figures_that_staff_change_are_told(client: Client) -> None:
    FigureValue.objects.create(name="return_days", value=30, reason="Holidays")
    FigureValue.objects.create(name="restocking_fee", value=20, reason="Costs")
    returns = product(client, listed_item())["offers"]["hasMerchantReturnPolicy"]
    assert returns["merchantReturnDays"] == 23
    assert returns["returnShippingFeesAmount"]["value"] == "20.00"


def test_a_window_that_the_road_eats_up_is_not_published(client: Client) -> None:
    FigureValue.objects.create(name="return_days", value=7, reason="Test")
    offer = product(client, listed_item())["offers"]
    assert "hasMerchantReturnPolicy" not in offer
    assert "shippingDetails" in offer


def test_what_is_not_known_is_not_said(client: Client) -> None:
    found = product(client, listed_item(colour=None, material=None, year=None))
    assert {"color", "material", "productionDate", "image"}.isdisjoint(found)
    assert found["description"].startswith("Hermès Birkin 30 in Gold Togo, pre-owned, Excellent.")


def test_the_trail_leads_from_home_to_the_piece(client: Client) -> None:
    item = listed_item()
    steps = blocks(client, item.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4, 5]
    names = ["Home", "Handbags", "Hermès", "Birkin 30", "Birkin 30 in Gold Togo"]
    assert [step["name"] for step in steps] == names
    assert all(step["item"].startswith("http") for step in steps)


def test_the_first_page_says_who_we_are(client: Client) -> None:
    shop = blocks(client, "/")["OnlineStore"]
    assert (shop["name"], shop["url"][:4], shop["logo"][:4]) == ("Portero", "http", "http")
    assert {"email", "telephone"} <= shop["contactPoint"].keys()
