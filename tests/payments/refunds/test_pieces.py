"""The refund desk by pieces: nothing goes back before staff have seen what it comes to, and exactly that does."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders.order.models import Order
from orders.payments.models import Refund
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def carer() -> User:
    return staff("Customer care")


@pytest.fixture
def desk(carer: User) -> Client:
    return at_work(carer)


@pytest.fixture
def order() -> Order:
    return confirmed_order(listed_item(price=Decimal("1000.00")))


def at(order: Order) -> str:
    return reverse("refunds:pieces", args=[order.payments.get().pk])


def told(order: Order, **more: Any) -> dict[str, Any]:
    """The piece came back and 15 dollars are kept."""
    return {f"whole-line-{order.lines.get().pk}": "on", "fee_kept": "15.00", "reason": "Came back."} | more


def test_she_sees_the_tax_before_anything_goes_back(desk: Client, order: Order) -> None:
    page = desk.post(at(order), told(order))
    said = page.content.decode()
    assert page.status_code == 200
    assert "It comes to $1,072.42" in said
    assert "New York State, 4%" in said
    assert "The tax on the part refunded" in said
    assert not Refund.objects.exists()


def test_exactly_what_was_shown_is_asked_for(desk: Client, order: Order, carer: User) -> None:
    assert desk.post(at(order), told(order, shown="1072.42")).status_code == 302
    refund = Refund.objects.get()
    assert (refund.amount, refund.requested_by) == (Decimal("1072.42"), carer)
    assert (refund.split.how, refund.split.fee_kept) == ("chosen", Decimal("15.00"))
    assert sum(r.amount for r in refund.split.reversals.all()) == Decimal("87.42")


def test_another_sum_than_shown_is_shown_again(desk: Client, order: Order) -> None:
    page = desk.post(at(order), told(order, shown="1087.42"))
    assert (page.status_code, Refund.objects.exists()) == (422, False)
    assert "please look again" in page.content.decode()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"reason": ""}, "Why? The reason is kept"),
        ({"fee_kept": "1000.01"}, "it can&#x27;t be more"),
        ({"sum-delivery": "9999.00"}, "can go back"),
        ({"sum-delivery": "much"}, "Enter a number"),
    ],
)
def test_what_cannot_go_back_is_said_and_nothing_is_lost(
    desk: Client, order: Order, more: dict[str, str], says: str
) -> None:
    page = desk.post(at(order), told(order, shown="1.00", **more))
    assert (page.status_code, Refund.objects.exists()) == (422, False)
    assert says in page.content.decode()
    assert "checked" in page.content.decode()


def test_nothing_chosen_is_nothing_refunded(desk: Client, order: Order) -> None:
    page = desk.post(at(order), {"reason": "Came back.", "shown": "0.00"})
    assert (page.status_code, Refund.objects.exists()) == (422, False)
    assert "Choose what goes back." in page.content.decode()


def test_the_order_page_leads_here(desk: Client, order: Order) -> None:
    answer = desk.get(reverse("admin:order_order_refund", args=[order.pk]))
    assert answer.headers["Location"] == at(order)


def test_accounting_reads_what_a_refund_consists_of(desk: Client, order: Order) -> None:
    desk.post(at(order), told(order, shown="1072.42"))
    refund = Refund.objects.get()
    accountant = at_work(staff("Accounting", email="anna@portero.example"))
    page = accountant.get(reverse("admin:payments_refund_change", args=[refund.pk])).content.decode()
    assert "Staff chose what goes back" in page
    assert "<b>$985.00</b>" in page
    assert "New York State, 4% on 985.00" in page
