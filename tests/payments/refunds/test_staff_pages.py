"""The pages staff give money back from: what was captured and refunded, and nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders import bill
from orders.access import link_to
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Payment, PaymentState, Refund
from tests.factories.people import at_work, staff
from tests.payments.refunds.driver import Books

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return at_work(staff("Customer care"))


def test_a_refund_is_asked_for_with_what_is_left(desk: Client, payment: Payment) -> None:
    refunds.request(payment, payment.captured_amount - 20, reason="Most of it.")
    page = reverse("refunds:ask", args=[payment.pk])
    assert 'value="20.00"' in desk.get(page).content.decode()
    answer = desk.post(page, {"amount": "15.00", "reason": "The clasp."})
    assert answer.headers["Location"] == reverse("admin:payments_payment_change", args=[payment.pk])
    asked = Refund.objects.first()
    assert asked is not None
    assert (str(asked.amount), asked.reason) == ("15.00", "The clasp.")


@pytest.mark.parametrize("amount", ["20.01", "0", "-5", "much", "1.005", "NaN"])
def test_a_wrong_sum_changes_nothing_and_keeps_what_was_typed(
    desk: Client, payment: Payment, amount: str
) -> None:
    refunds.request(payment, payment.captured_amount - 20, reason="Most of it.")
    page = reverse("refunds:ask", args=[payment.pk])
    answer = desk.post(page, {"amount": amount, "reason": "The clasp."})
    assert (answer.status_code, Refund.objects.count()) == (422, 1)
    assert "The clasp." in answer.content.decode()
    assert f'value="{amount}"' in answer.content.decode()


def test_a_paid_order_is_cancelled_from_its_page(desk: Client, order: Order) -> None:
    page = reverse("refunds:cancel", args=[order.number])
    unsure = desk.post(page, {"reason": "The clasp broke."})
    assert (unsure.status_code, Refund.objects.exists()) == (422, False)
    assert "The clasp broke." in unsure.content.decode()
    assert desk.post(page, {"reason": "The clasp broke.", "sure": "on"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount) == ("cancelled", order.total_incl_tax)


def test_accounting_finds_what_waits_and_pays_it(books: Books, wired: Payment) -> None:
    desk = at_work(staff("Accounting"))
    refund = refunds.request(wired, wired.captured_amount - 1, reason="By wire.")

    Refund.objects.filter(pk=refund.pk).update(state="to_pay")
    assert "Refunds" in desk.get("/staff/").content.decode()
    desk.post(
        reverse("admin:payments_refund_paid", args=[refund.pk]),
        {"_form_submitted": "true", "bank_reference": "FT 1"},
    )
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("done", "FT 1")


def test_a_refunds_page_says_its_state_in_words(wired: Payment) -> None:
    refund = refunds.request(wired, wired.captured_amount, reason="By wire.")
    page = at_work(staff("Accounting")).get(reverse("admin:payments_refund_change", args=[refund.pk]))
    assert ">Waits for a second person<" in page.content.decode()


def test_a_reason_calls_a_refund_off(wired: Payment) -> None:
    refund = refunds.request(wired, wired.captured_amount, reason="By wire.")
    told = {"_form_submitted": "true", "reason": "She keeps it."}
    desk = at_work(staff("Accounting"))
    desk.post(reverse("admin:payments_refund_call_off", args=[refund.pk]), told)
    refund.refresh_from_db()
    assert (refund.state, refund.problem) == ("failed", "She keeps it.")


def test_money_that_fits_no_order_is_returned_from_its_page(books: Books, payment: Payment) -> None:
    Payment.objects.update(state=PaymentState.STRAY, needs_review=True)
    desk = at_work(staff("Accounting"))
    desk.post(
        reverse("admin:payments_payment_return_money", args=[payment.pk]),
        {"_form_submitted": "true", "reason": "Wrong sum."},
    )
    payment.refresh_from_db()
    assert (Refund.objects.get().amount, payment.needs_review) == (payment.captured_amount, False)


def test_her_page_shows_what_went_back(books: Books, payment: Payment, client: Client) -> None:
    refund = refunds.request(payment, payment.captured_amount / 2, reason="Between us.")
    assert [row.label for row in bill.refunds_of(payment.order)] == ["Refund on its way"]
    refunds.send(refund.pk)
    page = client.get(link_to(payment.order)).content.decode()
    assert "Refunded" in page
    assert "Banks take 5 to 10 business days" in page
    assert "Between us." not in page


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"state": "to_approve"}, {"approve", "call_off"}),
        ({"state": "to_pay"}, {"paid", "call_off"}),
        ({"state": "failed"}, {"try_again", "call_off"}),
        ({"state": "sent"}, set()),
        ({"state": "done", "done_at": timezone.now()}, set()),
    ],
)
def test_a_refund_shows_only_what_its_state_allows(
    wired: Payment, facts: dict[str, Any], shown: set[str]
) -> None:
    refund = refunds.request(wired, wired.captured_amount, reason="By wire.")
    Refund.objects.filter(pk=refund.pk).update(**facts)
    page = at_work(staff("Accounting")).get(reverse("admin:payments_refund_change", args=[refund.pk]))
    verbs = ("approve", "paid", "try_again", "call_off")
    told = page.content.decode()
    assert {verb for verb in verbs if f"/{refund.pk}/{verb}" in told} == shown


def test_whoever_asked_is_not_offered_the_approval(wired: Payment) -> None:
    asker = staff("Accounting")
    refund = refunds.request(wired, wired.captured_amount, reason="By wire.", actor=asker)
    page = at_work(asker).get(reverse("admin:payments_refund_change", args=[refund.pk])).content.decode()
    assert (f"/{refund.pk}/approve" in page, f"/{refund.pk}/call_off" in page) == (False, True)
