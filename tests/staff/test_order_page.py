"""An order's page on the staff site: every cent with where it comes from, and no button that can't work."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Payment, PaymentState
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
PARIS: dict[str, Any] = {"country": "FR", "state": "", "line4": "Paris", "postcode": "75001"}


def page_of(order: Order, role: str = "Accounting") -> str:
    answer = at_work(staff(role)).get(reverse("admin:order_order_change", args=[order.pk]))
    return " ".join(answer.content.decode().split())


def buttons(page: str, model: str, pk: int, *names: str) -> list[str]:
    return [name for name in names if f'href="{reverse(f"admin:{model}_{name}", args=[pk])}"' in page]


def test_duties_stand_with_code_base_and_source() -> None:
    order = confirmed_order(abroad_item("JP"), listed_item())
    page, duty = page_of(order), order.border_charges.get(kind="duty")
    assert f"Duty, 10% on {duty.base:,.2f} is {duty.amount:,.2f}. Code 4202.21.90" in page
    assert duty.source in page
    for parcel in order.shipments.all():
        assert f"{parcel.number}, {parcel.carrier} ${parcel.charge:,.2f}" in page


def test_what_was_kept_follows_the_total() -> None:
    order = confirmed_order()
    paid = order.payments.get()
    refunds.request(paid, Decimal("100.00"), reason="The clasp.")
    page = page_of(order)
    kept = paid.captured_amount - 100
    for label, told in (("Refund on its way", "−$100.00"), ("Kept", f"${kept:,.2f}")):
        assert f"<td>{label} &nbsp;</td><td>{told}</td>" in page


def test_states_are_in_words_and_an_order_abroad_has_no_state_to_tax_it() -> None:
    page = page_of(confirmed_order(listed_item(), **PARIS))
    assert "confirmed (Pending payment → Confirmed)" in page
    assert "pending_payment" not in page
    assert "Goes abroad: no state taxes it." in page


def test_who_packs_reads_no_payments() -> None:
    order = confirmed_order()
    reference = order.payments.get().reference
    assert reference in page_of(order)
    bench = at_work(staff("Fulfilment", email="bench@portero.example"))
    page = bench.get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
    assert (reference in page, "Invoice INV" in page, "Timeline" in page) == (False, False, True)


@pytest.mark.parametrize(("paid", "shown"), [(True, ["refund", "cancel_and_refund"]), (False, [])])
def test_an_order_offers_only_what_fits(paid: bool, shown: list[str]) -> None:
    order = confirmed_order() if paid else pending_order()
    page = page_of(order, "Administrator")
    assert buttons(page, "order_order", order.pk, "refund", "cancel_and_refund") == shown


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({}, ["refund"]),
        ({"needs_review": True}, ["refund", "seen_to"]),
        ({"state": PaymentState.STRAY, "needs_review": True}, ["return_money", "seen_to"]),
    ],
)
def test_a_payment_offers_only_what_fits_and_its_sums_as_money(
    facts: dict[str, Any], shown: list[str]
) -> None:
    paid = confirmed_order().payments.get()
    Payment.objects.update(**facts)
    answer = at_work(staff("Accounting")).get(reverse("admin:payments_payment_change", args=[paid.pk]))
    page = answer.content.decode()
    assert [name for name in ("refund", "return_money", "seen_to") if f"/{paid.pk}/{name}" in page] == shown
    assert f"${paid.amount:,.2f}" in page
    assert f">{paid.amount}<" not in page
    assert ("Somebody must look" in page) == facts.get("needs_review", False)
