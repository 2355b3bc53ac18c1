"""Checkout as a buyer walks through it, up to the order that waits for payment."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.apps.address.models import UserAddress

from accounts.models import User
from catalog import pricing
from catalog.models import Hold, Item, PriceChange
from orders.basket.models import Basket
from orders.models import Claim
from orders.order.models import Order
from tests.factories.catalog import abroad_item, held_item, listed_item

pytestmark = pytest.mark.django_db

PARK_AVENUE = {
    "email": "clara@example.com",
    "phone": "212 555 0118",
    "shipping-country": "US",
    "shipping-first_name": "Clara",
    "shipping-last_name": "Whitfield",
    "shipping-line1": "740 Park Avenue",
    "shipping-line2": "Apt 11B",
    "shipping-line4": "New York",
    "shipping-state": "NY",
    "shipping-postcode": "10021",
    "same": "on",
}
ELSEWHERE = {
    "same": "",
    "billing-country": "US",
    "billing-first_name": "Clara",
    "billing-last_name": "Whitfield",
    "billing-line1": "1 Ocean Drive",
    "billing-line4": "Miami Beach",
    "billing-state": "FL",
    "billing-postcode": "33139",
}
JAPAN = {
    "shipping-country": "JP",
    "shipping-line4": "Minato",
    "shipping-state": "Tokyo",
    "shipping-postcode": "106-0032",
    "phone": "+81 3 1234 5678",
}


def put(client: Client, *items: Item) -> None:
    for item in items:
        client.post(reverse("orders:bag-add", args=[item.number]))


def to_review(client: Client, *items: Item, speed: str = "standard", **address: str) -> Any:
    """Put pieces into the bag and walk to the review page; returns its response."""
    put(client, *(items or (listed_item(),)))
    client.post(reverse("orders:checkout-address"), PARK_AVENUE | address)
    client.post(reverse("orders:checkout-delivery"), {"speed": speed})
    return client.get(reverse("orders:checkout-review"))


def place(client: Client, review: Any) -> Any:
    shown = {"shown_total": review.context["shown_total"]}
    return client.post(reverse("orders:checkout-place"), shown)


def test_a_guest_walks_through_to_an_order_that_waits_for_payment(client: Client) -> None:
    item = listed_item()
    review = to_review(client, item)
    answer = place(client, review)
    order = Order.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith("/pay/")
    assert (order.status, order.total_incl_tax) == ("pending_payment", Decimal("13652.93"))
    assert (order.contact.email, order.contact.phone) == ("clara@example.com", "+12125550118")
    assert Claim.objects.get().item == item
    assert Hold.objects.get().released_at is None


def test_the_review_adds_up_line_by_line(client: Client) -> None:
    rows = to_review(client, listed_item(), abroad_item()).context["rows"]
    assert [(row.label, row.amount) for row in rows] == [
        ("Hermès Birkin 30", Decimal("12500.00")),
        ("Hermès Birkin 30", Decimal("12500.00")),
        ("Delivery from New York, USPS", Decimal("40.00")),
        ("Delivery from Tokyo, DHL", Decimal("60.00")),
        ("Sales tax on $25,100.00", Decimal("2227.63")),
        ("New York State, 4%", Decimal("1004.00")),
        ("New York City, 4.5%", Decimal("1129.50")),
        ("Metropolitan Commuter Transportation District, 0.375%", Decimal("94.13")),
        ("Duties and import tax, estimate", Decimal("1318.30")),
        ("Duty, made in France, 10%", Decimal("1250.00")),
        ("Customs entry by DHL", Decimal("25.00")),
        ("Merchandise processing fee", Decimal("43.30")),
    ]


def test_the_review_says_that_the_import_is_an_estimate(client: Client) -> None:
    page = to_review(client, listed_item(), abroad_item()).content.decode()
    assert "Duties and import tax are an estimate" in page


def test_within_the_country_no_import_is_spoken_of(client: Client) -> None:
    page = to_review(client).content.decode()
    assert "Import" not in page
    assert "Duties" not in page


def test_abroad_everything_crosses_a_border(client: Client) -> None:
    page = to_review(client, **JAPAN).content.decode()
    assert "Duty, made in France, 14%" in page
    assert "Consumption tax, 10%" in page
    assert "Delivery from New York, DHL" in page


def test_without_a_bag_every_step_leads_to_the_bag(client: Client) -> None:
    for name in ("checkout", "checkout-address", "checkout-delivery", "checkout-review"):
        assert client.get(reverse(f"orders:{name}"))["Location"] == reverse("orders:bag")


def test_steps_cannot_be_skipped(client: Client) -> None:
    put(client, listed_item())
    for name in ("checkout", "checkout-delivery", "checkout-review"):
        assert client.get(reverse(f"orders:{name}"))["Location"] == reverse("orders:checkout-address")
    client.post(reverse("orders:checkout-address"), PARK_AVENUE)
    assert client.get(reverse("orders:checkout-review"))["Location"] == reverse("orders:checkout-delivery")


def test_a_piece_on_hold_sends_back_to_the_bag_which_names_it(client: Client) -> None:
    put(client, listed_item(), held_item(holder="basket:0", title="Kelly 25"))
    assert client.get(reverse("orders:checkout"))["Location"] == reverse("orders:bag")


def test_going_on_without_it_is_her_own_click(client: Client) -> None:
    free, held = listed_item(), held_item(holder="basket:0", title="Kelly 25")
    put(client, free, held)
    client.post(reverse("orders:bag-go-on"))
    assert [line.product.item for line in Basket.objects.get().lines.all()] == [free]


def test_the_lost_piece_is_named_and_the_rest_stays(client: Client) -> None:
    lost, kept = listed_item(title="Classic Flap Medium"), listed_item(title="Kelly 25")
    review = to_review(client, lost, kept)
    Hold.objects.create(
        item=lost, kind="checkout", holder="basket:0", expires_at=lost.created_at.replace(year=2099)
    )
    answer = place(client, review)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "Hermès Classic Flap Medium is on hold for someone else" in page
    assert "Go on with Birkin 30" in page
    assert [line.product.item for line in Basket.objects.get().lines.all()] == [kept]
    assert Order.objects.count() == 0


def test_a_changed_total_is_shown_before_anything_is_ordered(client: Client) -> None:
    item = listed_item()
    review = to_review(client, item)
    pricing.set_price(item, Decimal(12000), kind=PriceChange.Kind.STEP)
    answer = place(client, review)
    assert answer["Location"] == reverse("orders:checkout-review")
    page = client.get(answer["Location"]).content.decode()
    assert "The total has changed from $13,652.93 to $13,108.55" in page
    assert Order.objects.count() == 0


def test_submitting_twice_is_one_order(client: Client) -> None:
    review = to_review(client)
    first, second = place(client, review), place(client, review)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("shown", ["", "abc", "NaN", "-1"])
def test_a_tampered_total_orders_nothing(client: Client, shown: str) -> None:
    to_review(client)
    client.post(reverse("orders:checkout-place"), {"shown_total": shown})
    assert Order.objects.count() == 0


def test_placing_needs_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("orders:checkout-place")).status_code == 403


def test_expedited_is_told_to_need_verification(client: Client) -> None:
    page = to_review(client, speed="expedited").content.decode()
    assert "We verify this order before we charge it: expedited delivery." in page


def test_another_billing_address_is_told_to_need_verification(client: Client) -> None:
    review = to_review(client, **ELSEWHERE)
    assert "the delivery address differs from the billing address" in review.content.decode()
    place(client, review)
    order = Order.objects.get()
    assert (order.shipping_address.state, order.billing_address.state) == ("NY", "FL")
    assert order.contact.verification == ["The delivery address differs from the billing address"]


def test_another_country_asks_for_the_delivery_again(client: Client) -> None:
    to_review(client)
    client.post(reverse("orders:checkout-address"), PARK_AVENUE | JAPAN)
    assert client.get(reverse("orders:checkout"))["Location"] == reverse("orders:checkout-delivery")


def test_a_signed_in_client_finds_her_address_again(client: Client) -> None:
    user = User.objects.create_user("clara@example.com", "a long password")
    client.force_login(user)
    place(client, to_review(client))
    place(client, to_review(client))
    saved = UserAddress.objects.get()
    assert (saved.line1, saved.num_orders_as_shipping_address) == ("740 Park Avenue", 2)
    put(client, listed_item())
    page = client.get(reverse("orders:checkout-address")).content.decode()
    assert 'value="740 Park Avenue"' in page
    assert 'value="clara@example.com"' in page


def test_a_guest_leaves_no_address_book(client: Client) -> None:
    place(client, to_review(client))
    assert UserAddress.objects.count() == 0


def test_the_review_costs_eight_queries(client: Client, django_assert_num_queries: Any) -> None:
    to_review(client, listed_item(), abroad_item())
    with django_assert_num_queries(8):
        client.get(reverse("orders:checkout-review"))
