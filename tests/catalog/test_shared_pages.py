"""What a page says of itself when its address is shared (Open Graph and Twitter's card)."""

import re

import pytest
from django.test import Client

from catalog.models import Item
from tests.factories.catalog import held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db
HOST = "http://127.0.0.1:8000"
META = re.compile(r'<meta (?:property|name)="((?:og|product|twitter):[^"]+)" content="([^"]*)">')
PICTURED = {"lead_photo": "items/a.webp", "lead_alt": "A bag", "lead_widest": 1600}


def shared(client: Client, path: str) -> dict[str, str]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return dict(META.findall(answer.content.decode()))


def a_piece() -> Item:
    item = listed_item(description="Corners rubbed.")
    Item.objects.filter(pk=item.pk).update(**PICTURED)
    return item


def test_a_piece_shows_its_picture_and_price(client: Client) -> None:
    item = a_piece()
    said = shared(client, item.get_absolute_url())
    assert said["og:type"] == "product"
    assert said["og:title"] == "Hermès Birkin 30 in Gold Togo"
    assert said["og:description"] == "Corners rubbed."
    assert said["og:url"] == HOST + item.get_absolute_url()
    assert said["og:image"] == f"{HOST}/media/items/a/v1-1280.jpg"
    assert said["og:image:alt"] == "A bag"
    assert said["twitter:card"] == "summary_large_image"
    assert (said["product:price:amount"], said["product:price:currency"]) == ("12500.00", "USD")
    assert said["product:condition"] == "used"
    assert said["product:retailer_item_id"] == item.number


@pytest.mark.parametrize(
    ("make", "availability"), [(listed_item, "in stock"), (held_item, "pending"), (sold_item, "out of stock")]
)
def test_it_says_whether_it_can_be_bought(client: Client, make: type[Item], availability: str) -> None:
    assert shared(client, make().get_absolute_url())["product:availability"] == availability


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Portero: authenticated pre-owned luxury"),
        ("/designers/", "Designers A to Z"),
        ("/designers/hermes/", "Hermès"),
        ("/designers/hermes/handbags/", "Hermès handbags"),
        ("/styles/hermes-birkin-30/", "Hermès Birkin 30"),
        ("/shop/", "All pieces"),
        ("/new/", "New arrivals"),
        ("/sold/", "Sold pieces and their prices"),
        ("/find-it-for-me/", "Find It For Me"),
        ("/about/grades/", "What the grades mean"),
    ],
)
def test_every_public_page_has_a_title_an_address_and_a_picture(
    client: Client, path: str, title: str
) -> None:
    a_piece()
    said = shared(client, path)
    assert (said["og:title"], said["og:url"]) == (title, HOST + path)
    assert said["og:image"].startswith(HOST)
    assert said["twitter:card"] == "summary_large_image"
    assert "product:price:amount" not in said
