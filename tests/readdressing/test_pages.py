"""Her page and the desk's: the fields and questions of checkout, by signed link or in her account."""

import pytest
from django.test import Client

from orders.fulfilment.models import Pause
from orders.models import VerificationCase
from orders.order.models import Order
from orders.payments.models import Refund
from orders.readdressing import asking, deciding
from orders.readdressing.models import AddressChange
from orders.readdressing.queries import to_decide_count
from tests.factories.orders import confirmed_order
from tests.factories.people import a_client, at_work, signed_in, staff
from tests.readdressing.steps import DELAWARE, NEW_JERSEY, NEW_YORK, PARIS, page_of, to, typed
from tests.readdressing.test_changes import under_verification

pytestmark = pytest.mark.django_db


def test_a_guest_changes_it_behind_her_link_and_can_keep_the_first(client: Client) -> None:
    order = confirmed_order()
    assert page_of(order, "address/") in client.get(page_of(order)).content.decode()
    assert "740 Park Avenue" in client.get(page_of(order, "address/")).content.decode()
    answer = client.post(page_of(order, "address/"), typed(NEW_YORK))
    assert answer["Location"] == page_of(order)
    page = client.get(page_of(order)).content.decode()
    assert "You gave another address" in page
    assert "Waits until we have looked at the new address" in page
    assert client.get(page_of(order, "address/")).status_code == 302
    assert client.get(page_of(order, "address/keep/")).status_code == 405
    client.post(page_of(order, "address/keep/"))
    assert AddressChange.objects.get().state == "withdrawn"
    assert "change it" in client.get(page_of(order)).content.decode()


def test_from_the_account_it_is_known_who_asked() -> None:
    clara = a_client()
    order = confirmed_order(user=clara)
    hers = signed_in(clara)
    assert "Delivery address" in hers.get(f"/account/orders/{order.number}/").content.decode()
    hers.post(page_of(order, "address/"), typed(NEW_YORK))
    assert AddressChange.objects.get().asked_by == clara


def test_it_asks_as_checkout_does_and_takes_a_suggestion(client: Client) -> None:
    order = confirmed_order()
    wrong = typed(NEW_YORK | {"line4": "New Yrok"})
    page = client.post(page_of(order, "address/"), wrong).content.decode()
    assert "Did you mean New York?" in page
    assert not AddressChange.objects.exists()
    client.post(page_of(order, "address/"), wrong | {"use": "shipping?line4=New+York"})
    assert AddressChange.objects.get().after.line4 == "New York"


def test_an_error_stands_beside_its_field(client: Client) -> None:
    order = confirmed_order()
    page = client.post(page_of(order, "address/"), typed(NEW_YORK | {"line1": ""})).content.decode()
    assert "Please give the street and house number." in page
    assert not AddressChange.objects.exists()


def test_a_refusal_says_why_and_what_she_can_do(client: Client) -> None:
    order = confirmed_order()
    page = client.post(page_of(order, "address/"), typed(NEW_JERSEY)).content.decode()
    assert "Another sales tax is owed there than was charged with this order. Nothing was changed." in page
    assert "1 Exchange Place" in page
    assert not Pause.objects.exists()


def test_another_country_can_not_be_posted(client: Client) -> None:
    order = confirmed_order()
    client.post(page_of(order, "address/"), typed(PARIS) | {"shipping-country": "FR"})
    assert not AddressChange.objects.exists()


def test_a_link_that_we_did_not_sign_changes_nothing(client: Client) -> None:
    order = confirmed_order()
    assert client.post(f"/orders/{order.number}~forged/address/", typed(NEW_YORK)).status_code == 404
    asking.ask(order, to(NEW_YORK))
    assert client.post(f"/orders/{order.number}~forged/address/keep/").status_code == 404
    assert AddressChange.objects.get().state == "open"


def test_the_desk_sees_both_addresses_and_what_goes_back() -> None:
    order = confirmed_order()
    change = asking.ask(order, to(DELAWARE))
    desk = at_work(staff("Customer care"))
    queue = desk.get("/staff/verification/").content.decode()
    assert f"/staff/verification/address/{change.pk}/" in queue
    page = desk.get(f"/staff/verification/address/{change.pk}/").content.decode()
    tax = order.total_incl_tax - order.total_excl_tax
    for said in ("740 Park Avenue", "820 N French Street", f"${tax:,.2f} of sales tax goes back"):
        assert said in page
    assert to_decide_count() == 1
    form = {"decision": "approve", "reason": ""}
    assert desk.post(f"/staff/verification/address/{change.pk}/", form).status_code == 422
    assert not Refund.objects.exists()
    form["reason"] = "Her office, she called."
    assert desk.post(f"/staff/verification/address/{change.pk}/", form).status_code == 302
    assert Order.objects.get().shipping_address.line1 == "820 N French Street"
    assert Refund.objects.get().amount == tax
    assert to_decide_count() == 0
    again = desk.post(f"/staff/verification/address/{change.pk}/", form, follow=True)
    assert f"{order.number}: nothing waits there any more." in again.content.decode()
    assert Refund.objects.count() == 1
    assert desk.get(f"/staff/verification/address/{change.pk + 1}/").status_code == 404


def test_what_has_gone_back_is_not_promised_again(client: Client) -> None:
    order = confirmed_order()
    deciding.approve(asking.ask(order, to(DELAWARE)), actor=staff("Customer care"), reason="Known to us.")
    left = order.total_incl_tax - Refund.objects.get().amount
    page = client.get(page_of(order)).content.decode()
    assert f"The ${left:,.2f} that we still have of it goes back" in page
    assert f"and get ${left:,.2f} back" in page
    assert f"All of ${order.total_incl_tax:,.2f}" not in page


def test_before_the_charge_the_case_shows_both() -> None:
    order = under_verification()
    asking.ask(order, to(NEW_YORK))
    assert VerificationCase.objects.get().decision == ""
    assert to_decide_count() == 1
    page = at_work(staff("Customer care")).get(f"/staff/verification/{order.number}/").content.decode()
    assert "740 Park Avenue" in page
    assert "350 Fifth Avenue" in page
    assert asking.CHANGED in page
