"""One parcel of several is called off before it leaves: what it cost goes back, and the others travel on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from orders import part_cancellation
from orders.access import token_for
from orders.cancellation import CancellationRefused
from orders.delivery.gifts import wrapping_of
from orders.fulfilment.models import Shipment
from orders.fulfilment.packing import mark_shipped
from orders.models import Contact, OrderEvent
from orders.order.models import Order
from orders.payments.models import Refund
from portero.core.models import Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def two_parcels() -> tuple[Order, Shipment, Shipment]:
    """A paid order of a piece in hand and a preorder: the order and its parcels."""
    ahead = listed_item()
    type(ahead).objects.filter(pk=ahead.pk).update(ships_on=date(2099, 1, 1))
    ahead.refresh_from_db()
    order = confirmed_order(listed_item(), ahead)
    return order, order.shipments.get(ships_on=None), order.shipments.exclude(ships_on=None).get()


def path(order: Order, what: str = "") -> str:
    return f"/orders/{token_for(order)}/{what}"


def cost_of(order: Order, parcel: Shipment) -> Decimal:
    """Price and delivery of a parcel with the tax on both; all of this order's is taxed alike."""
    line = parcel.lines.get().line
    on_line = sum(c.amount for c in order.tax_components.filter(line=line))
    return line.line_price_excl_tax + on_line + parcel.charge


def test_a_preorder_is_called_off_although_the_rest_has_left(client: Client) -> None:
    order, in_hand, preorder = two_parcels()
    packer: User = staff("Fulfilment")
    mark_shipped(pack(in_hand, packer, "T-1"), packer, "9400111899223197429011")
    before = client.get(path(order)).content.decode()
    assert "Cancel this order" not in before
    answer = client.post(
        path(order, "cancel/"), {"parcel": preorder.number, "reason": "Found one."}, follow=True
    )
    page = answer.content.decode()
    assert "Part of your order was cancelled" in page
    assert "Found one." not in page
    order.refresh_from_db()
    preorder.refresh_from_db()
    assert (order.status, preorder.state, preorder.lines.get().item.state) == (
        "shipped",
        "cancelled",
        "draft",
    )
    assert not order.claims.filter(item=preorder.lines.get().item, released_at__isnull=True).exists()
    assert order.claims.filter(released_at__isnull=True).count() == 1
    back = Refund.objects.get().amount
    taxed_delivery = sum(c.amount for c in order.tax_components.filter(line__isnull=True))
    assert cost_of(order, preorder) < back <= cost_of(order, preorder) + taxed_delivery
    assert f"${back:,.2f} goes back to your Visa ending 4242, tax and delivery" in before
    assert f"Cancel this parcel and get ${back:,.2f} back" in before
    mail = Mail.objects.get(kind="parcel_cancelled")
    assert f"${back:,.2f} goes back to your Visa ending 4242" in mail.text
    assert "Found one." not in mail.text


def test_a_late_parcel_beside_a_packed_one_says_that_it_can_be_called_off(client: Client) -> None:
    order = confirmed_order(listed_item(), abroad_item())
    first, second = order.shipments.order_by("pk")
    pack(first, staff("Fulfilment"), "T-1")
    long_ago = timezone.now() - timedelta(hours=50)
    Shipment.objects.filter(pk=second.pk).update(
        confirmed_at=long_ago, ship_by=long_ago + timedelta(hours=48)
    )
    page = client.get(path(order)).content.decode()
    assert "you may also cancel it below, without a fee." in page
    assert f'name="parcel" value="{second.number}"' in page
    assert f'name="parcel" value="{first.number}"' not in page


def test_the_last_parcel_goes_with_the_order_and_both_give_back_all(client: Client) -> None:
    order, in_hand, preorder = two_parcels()
    client.post(path(order, "cancel/"), {"parcel": preorder.number})
    with pytest.raises(CancellationRefused, match="last parcel"):
        part_cancellation.cancel_parcel(in_hand, reason="Broken.", actor=None)
    client.post(path(order, "cancel/"))
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert sum(refund.amount for refund in Refund.objects.all()) == order.total_incl_tax


def test_twice_is_once_and_one_of_another_order_is_none(client: Client) -> None:
    order, _, preorder = two_parcels()
    other = confirmed_order()
    for _ in range(2):
        client.post(path(order, "cancel/"), {"parcel": preorder.number})
    assert Refund.objects.count() == Mail.objects.filter(kind="parcel_cancelled").count() == 1
    assert client.post(path(order, "cancel/"), {"parcel": other.shipments.get().number}).status_code == 404
    other.refresh_from_db()
    assert (other.status, other.shipments.get().state) == ("confirmed", "to_pack")


def test_what_is_packed_only_staff_call_off_and_the_rest_counts(client: Client) -> None:
    order, in_hand, _ = two_parcels()
    pack(in_hand, staff("Fulfilment"), "T-1")
    client.post(path(order, "cancel/"), {"parcel": in_hand.number})
    in_hand.refresh_from_db()
    assert (in_hand.state, Refund.objects.exists()) == ("packed", False)
    desk = at_work(staff("Customer care", email="care@portero.example"))
    told = {"parcel": in_hand.pk, "reason": "The clasp broke as we packed it.", "sure": "on"}
    page = f"/staff/refunds/order/{order.number}/"
    assert in_hand.number in desk.get(page).content.decode()
    assert desk.post(page, told).status_code == 302
    in_hand.refresh_from_db()
    order.refresh_from_db()
    assert (in_hand.state, order.status) == ("cancelled", "confirmed")
    assert OrderEvent.objects.get(kind="parcel_cancelled").reason == "The clasp broke as we packed it."


def test_staff_cancel_an_order_whose_only_parcel_is_packed() -> None:
    order = confirmed_order(at=timezone.now() - timedelta(hours=3))
    pack(order.shipments.get(), staff("Fulfilment"), "T-1")
    desk = at_work(staff("Customer care", email="care@portero.example"))
    desk.post(f"/staff/refunds/order/{order.number}/", {"reason": "Torn as we packed it.", "sure": "on"})
    order.refresh_from_db()
    assert (order.status, order.shipments.get().state) == ("cancelled", "cancelled")
    assert Refund.objects.get().amount == order.total_incl_tax


def test_the_card_of_a_gift_lies_in_the_first_parcel_that_still_goes() -> None:
    first, second = two_parcels()[0].shipments.order_by("pk")
    Contact.objects.update(gift=True, gift_note="For Anna")
    first.refresh_from_db()
    assert (wrapping_of(first).note, wrapping_of(second).note) == ("For Anna", "")
    part_cancellation.cancel_parcel(first, reason="The clasp broke.", actor=None)
    assert wrapping_of(Shipment.objects.get(pk=second.pk)).note == "For Anna"
