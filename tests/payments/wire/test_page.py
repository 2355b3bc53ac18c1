"""The buyer's page of an open wire, at the signed address of her order."""

import pytest
from django.test import Client
from django.urls import reverse

from orders.access import token_for
from orders.payments.models import Payment
from tests.factories.wires import arrives, wired_order

pytestmark = pytest.mark.django_db


def page_of(payment: Payment) -> str:
    answer = Client().get(reverse("orders:pay", args=[token_for(payment.order)]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_all_that_her_bank_asks() -> None:
    payment = wired_order()
    page = page_of(payment)
    facts = (payment.reference, f"${payment.amount:,.2f}</b>, in US dollars", "021000021", "Pay another way")
    assert [fact for fact in facts if fact not in page] == []
    assert "has arrived" not in page


def test_it_says_what_has_come_and_what_is_missing() -> None:
    payment = wired_order()
    arrives("100.00", payment.order)
    page = page_of(payment)
    assert f"$100.00 has arrived. ${payment.amount - 100:,.2f} is missing." in page
    assert "$100.00 arrived" in page
