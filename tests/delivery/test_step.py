"""The delivery step: what is offered and why not, the note and its limit, and back again without losing anything."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orders.delivery.models import DeliveryCharge
from orders.order.models import Order
from tests.delivery.conftest import SetFigures
from tests.factories.catalog import abroad_item, listed_item
from tests.orders.test_checkout_pages import JAPAN, PARK_AVENUE, place, put, to_review

pytestmark = pytest.mark.django_db
STEP = "/checkout/delivery/"
MILITARY = {"shipping-line4": "APO", "shipping-state": "AE", "shipping-postcode": "09012"}
HAWAII = {"shipping-line4": "Honolulu", "shipping-state": "HI", "shipping-postcode": "96813"}
CHOSEN = {"speed": "standard", "gift": "on", "gift_note": "For Ana,\r\nwith love", "signature": "on"}


def at_step(client: Client, *items: Any, **address: str) -> Any:
    """The delivery step for these pieces and this address."""
    put(client, *(items or (listed_item(),)))
    client.post(reverse("orders:checkout-address"), PARK_AVENUE | address)
    return client.get(STEP)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_each_parcel_says_its_charge_days_and_insurance(client: Client) -> None:
    page = words(at_step(client, listed_item(), abroad_item("JP", price=640)))
    assert 'From New York, United States</b><span class="offer-price">$40.00' in page
    assert 'From Tokyo, Japan</b><span class="offer-price">$60.00' in page
    assert "USPS Priority Mail, insured, 3 to 5 business days." in page
    assert "From New York: insured for its full price, $12,500." in page
    assert "From Tokyo: insured for its full price, $640." in page
    assert "from $1,000 we always ask for a signature" in page


def test_a_gift_across_a_border_says_what_is_written_outside(client: Client) -> None:
    said = "customs papers outside on a parcel that crosses a border name its value"
    assert said in words(at_step(client, listed_item(), abroad_item("JP", price=640)))
    client.post(STEP, CHOSEN)
    assert said in words(client.get(reverse("orders:checkout-review")))


def test_a_gift_at_home_has_no_customs_papers(client: Client) -> None:
    assert "customs papers" not in words(at_step(client))


def test_a_speed_that_is_not_offered_says_why_and_can_not_be_chosen(client: Client) -> None:
    page = words(at_step(client, **MILITARY))
    assert "USPS doesn’t offer expedited delivery to military addresses." in page
    answer = client.post(STEP, {"speed": "expedited"})
    assert "This isn’t offered to your address." in words(answer)
    assert client.session["checkout"]["speed"] == ""


def test_a_parcel_that_can_not_be_expedited_says_so_and_the_other_is(client: Client) -> None:
    page = words(at_step(client, listed_item(), abroad_item("JP"), **HAWAII))
    assert "DHL doesn’t offer expedited delivery to Alaska and Hawaii. This parcel travels standard." in page
    assert client.post(STEP, {"speed": "expedited"})["Location"] == reverse("orders:checkout-review")


def test_what_can_not_go_there_is_named_and_nothing_can_be_ordered(client: Client) -> None:
    page = words(at_step(client, listed_item(), abroad_item("JP", title="Kelly 25"), **MILITARY))
    assert "We can’t send all of it there" in page
    assert "DHL doesn’t deliver to military addresses. Hermès Kelly 25 would leave from Tokyo, Japan." in page
    assert "Continue to review" not in page
    assert "$0.00" not in page
    assert "can’t send" in words(client.post(STEP, {"speed": "standard"}))
    assert client.session["checkout"]["speed"] == ""


def test_the_bag_names_what_no_carrier_takes_and_the_rest_goes_on(client: Client) -> None:
    stays = abroad_item("JP", title="Kelly 25")
    at_step(client, listed_item(), stays, **MILITARY)
    page = words(client.get(reverse("orders:bag")))
    assert "DHL doesn’t deliver to military addresses. It is not part of this order." in page
    assert "or go on with the rest" in page
    assert "Total</dt><dd>$12,545.00" in page
    assert "Duties and import tax" not in page
    client.post(reverse("orders:bag-go-on"))
    assert stays.number not in words(client.get(reverse("orders:bag")))
    assert "Continue to review" in words(client.get(STEP))


def test_a_bag_of_which_nothing_can_go_speaks_of_no_rest(client: Client) -> None:
    at_step(client, abroad_item("JP"), **MILITARY)
    page = words(client.get(reverse("orders:bag")))
    assert "Nothing to order just now" in page
    assert "the rest" not in page
    assert "Go on with the rest" not in words(client.get(STEP))


def test_charges_that_end_between_review_and_order_lead_back_to_the_step(client: Client) -> None:
    review = to_review(client)
    DeliveryCharge.objects.filter(option__lane="domestic").delete()
    assert client.get(reverse("orders:checkout-review"))["Location"] == STEP
    assert place(client, review)["Location"] == STEP
    assert Order.objects.count() == 0


def test_another_zone_asks_for_the_delivery_again_and_the_same_zone_does_not(client: Client) -> None:
    to_review(client)
    client.post(reverse("orders:checkout-address"), PARK_AVENUE | {"shipping-line1": "1 Main Street"})
    assert client.session["checkout"]["speed"] == "standard"
    client.post(reverse("orders:checkout-address"), PARK_AVENUE | HAWAII)
    assert client.session["checkout"]["speed"] == ""


def test_gift_note_and_signature_reach_the_order_and_come_back_with_a_change(client: Client) -> None:
    at_step(client, listed_item(price=640))
    client.post(STEP, CHOSEN)
    review = client.get(reverse("orders:checkout-review"))
    assert "need" in words(review)
    assert "a signature, as you asked" in words(review)
    assert "<p>For Ana,<br>with love</p>" in words(review)
    pay = place(client, review)["Location"]
    order = Order.objects.get()
    assert (order.contact.gift, order.contact.gift_note, order.contact.signature) == (
        True,
        "For Ana,\nwith love",
        True,
    )
    client.post(pay.replace("/pay/", "/change/"), {"to": "checkout"})
    kept = client.session["checkout"]
    assert (kept["gift"], kept["gift_note"], kept["signature"]) == (True, "For Ana,\nwith love", True)
    place(client, client.get(reverse("orders:checkout-review")))
    again = Order.objects.exclude(pk=order.pk).get()
    assert (again.contact.gift_note, again.shipments.get().signature) == ("For Ana,\nwith love", True)


@pytest.mark.parametrize(
    ("length", "kept"), [(300, True), (301, False)], ids=["as long as allowed", "one more"]
)
def test_the_note_has_a_limit_that_the_server_keeps(client: Client, length: int, kept: bool) -> None:
    at_step(client)
    note = "é" * (length - 2) + "\r\nx"
    answer = client.post(STEP, {"speed": "standard", "gift": "on", "gift_note": note})
    assert (answer.status_code == 302) is kept
    assert ("this is 1 more" in answer.content.decode()) is not kept
    assert (len(client.session["checkout"].get("gift_note", "")) == 300) is kept


def test_the_limit_is_a_figure(client: Client, figures: SetFigures) -> None:
    figures(gift_note_characters="10")
    at_step(client)
    answer = client.post(STEP, CHOSEN)
    assert "room for 10 characters, and this is 8 more" in words(answer)


def test_a_note_without_a_gift_stays_out_of_the_order(client: Client) -> None:
    at_step(client)
    client.post(STEP, {"speed": "standard", "gift_note": "For Ana"})
    place(client, client.get(reverse("orders:checkout-review")))
    contact = Order.objects.get().contact
    assert (contact.gift, contact.gift_note) == (False, "")


def test_ticking_prices_the_sum_and_keeps_nothing_yet(client: Client, figures: SetFigures) -> None:
    figures(gift_wrap_charge="12.00")
    at_step(client)
    answer = client.post(STEP, {"redraw": "1", "speed": "expedited", "gift": "on", "gift_note": "For Ana"})
    assert [row.amount for row in answer.context["rows"][1:3]] == [Decimal("75.00"), Decimal("12.00")]
    assert "gift" in answer.context["form"].initial
    assert client.session["checkout"]["gift"] is False


def test_abroad_the_promise_is_in_days_too(client: Client) -> None:
    page = words(at_step(client, **JAPAN))
    assert "DHL Express Worldwide, insured, 4 to 6 business days." in page


def test_the_step_costs_twelve_queries(client: Client, django_assert_num_queries: Any) -> None:
    at_step(client, listed_item(), abroad_item("JP"))
    with django_assert_num_queries(12):
        client.get(STEP)
