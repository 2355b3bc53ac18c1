"""The buyer calls her order off: before anything is packed, by herself, as a guest or in her account."""

import pytest
from django.test import Client

from accounts.models import User
from orders import calling_off, lifecycle
from orders.access import link_to, token_for
from orders.cancellation import CancellationRefused
from orders.models import OrderEvent
from orders.order.models import Order
from orders.payments.models import Refund
from orders.states import OrderState
from portero.core.models import AuditEntry, Mail
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import a_client, signed_in, staff

pytestmark = pytest.mark.django_db


def path(order: Order, what: str = "") -> str:
    return f"/orders/{token_for(order)}/{what}"


def test_a_guest_cancels_by_one_click_and_gets_everything_back(client: Client) -> None:
    order = confirmed_order()
    page = client.get(path(order)).content.decode()
    assert f"get ${order.total_incl_tax:,.2f} back" in page
    assert f"All of ${order.total_incl_tax:,.2f} goes back to your Visa ending 4242." in page
    answer = client.post(path(order, "cancel/"), {"reason": "Found the same in black."})
    assert answer["Location"] == link_to(order)
    order.refresh_from_db()
    assert order.status == "cancelled"
    refund = Refund.objects.get()
    assert (refund.amount, refund.requested_by) == (order.total_incl_tax, None)
    told = OrderEvent.objects.get(order=order, kind="cancelled")
    assert (told.reason, told.data["her_words"]) == (calling_off.BY_HER, "Found the same in black.")
    mail = Mail.objects.get(kind="order_cancelled")
    assert "You cancelled it before it was packed." in mail.text
    assert "Found the same" not in mail.text + client.get(path(order)).content.decode()
    assert order.claims.get().item.state == "draft"
    assert order.shipments.get().state == "cancelled"


def test_twice_is_once(client: Client) -> None:
    order = confirmed_order()
    for _ in range(2):
        client.post(path(order, "cancel/"))
    assert Refund.objects.count() == 1
    assert Mail.objects.filter(kind="order_cancelled").count() == 1


def test_from_the_account_it_is_known_who_did_it() -> None:
    clara = a_client()
    order = confirmed_order(user=clara)
    hers = signed_in(clara)
    assert "Cancel this order" in hers.get(f"/account/orders/{order.number}/").content.decode()
    hers.post(path(order, "cancel/"))
    assert OrderEvent.objects.get(order=order, kind="cancelled").actor == clara
    assert AuditEntry.objects.filter(action="orders.cancelled", actor=clara).count() == 1


def test_not_once_a_parcel_of_it_is_packed(client: Client) -> None:
    order = confirmed_order(listed_item(), abroad_item())
    packer: User = staff("Fulfilment")
    pack(order.shipments.order_by("pk")[0], packer, "T-1")
    assert "Cancel this order" not in client.get(path(order)).content.decode()
    answer = client.post(path(order, "cancel/"), follow=True)
    assert "Write to us" in answer.content.decode()
    order.refresh_from_db()
    assert (order.status, Refund.objects.exists()) == ("confirmed", False)
    assert not Mail.objects.filter(kind="order_cancelled").exists()


def test_an_unpaid_order_is_changed_not_cancelled(client: Client) -> None:
    order = pending_order()
    assert "Cancel this order" not in client.get(path(order)).content.decode()
    with pytest.raises(CancellationRefused):
        calling_off.call_off(order)
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_a_link_that_we_did_not_sign_cancels_nothing(client: Client) -> None:
    order = confirmed_order()
    assert client.post(f"/orders/{order.number}~forged/cancel/").status_code == 404
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_before_the_charge_the_pieces_are_free_again(client: Client) -> None:
    order = pending_order()
    lifecycle.transition(order.pk, OrderState.UNDER_VERIFICATION, kind="under_verification")
    assert "Nothing is charged." in client.get(path(order)).content.decode()
    client.post(path(order, "cancel/"))
    order.refresh_from_db()
    assert (order.status, order.claims.get().release_reason) == ("cancelled", calling_off.UNVERIFIED)
    assert not Refund.objects.exists()
    assert order.claims.get().item.state == "listed"
