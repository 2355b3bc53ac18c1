"""Oscar's sources and transactions say what our rows say, and can be made again from them."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from orders.payments import projection, refunds
from orders.payments.gateway import RefundStanding
from orders.payments.models import Payment
from tests.payments.refunds.driver import Books

pytestmark = pytest.mark.django_db
Source: Any = get_model("payment", "Source")


def told(payment: Payment) -> list[tuple[str, Decimal]]:
    rows = Source.objects.get(order=payment.order).transactions.order_by("pk")
    return [(row.txn_type, row.amount) for row in rows]


def test_a_refund_is_a_transaction_of_its_source_and_goes_with_it(books: Books, payment: Payment) -> None:
    whole, ten = payment.captured_amount, Decimal("10.00")
    refund = refunds.request(payment, ten, reason="A scratch.")
    assert not Source.objects.exists()
    refunds.send(refund.pk)
    assert told(payment) == [("Authorise", whole), ("Debit", whole), ("Refund", ten)]
    source = Source.objects.get()
    assert (source.amount_allocated, source.amount_debited, source.amount_refunded) == (whole, whole, ten)
    assert (source.source_type.name, source.reference) == ("Card", payment.reference)
    books.settle(books.asked[0], RefundStanding.FAILED)
    refunds.follow(payment.pk, "re_1")
    assert told(payment) == [("Authorise", whole), ("Debit", whole)]


def test_it_is_made_again_from_our_rows(books: Books, payment: Payment) -> None:
    refunds.send(refunds.request(payment, Decimal("10.00"), reason="A scratch.").pk)
    before = told(payment)
    source = Source.objects.get()
    source.transactions.filter(txn_type="Debit").update(amount=1)
    source.transactions.create(txn_type="Refund", amount=5)
    Source.objects.create(order=payment.order, source_type=source.source_type, label="By hand")
    Source.objects.filter(pk=source.pk).update(amount_refunded=7)
    out = StringIO()
    call_command("rebuild_sources", stdout=out)
    assert out.getvalue() == "1 payments written, 1 sources without one removed.\n"
    assert sorted(told(payment)) == sorted(before)
    assert Source.objects.get().amount_refunded == Decimal("10.00")


def test_an_attempt_that_never_reached_a_bank_has_none(payment: Payment) -> None:
    projection.write(payment)
    Payment.objects.update(state="cancelled", captured_amount=0, captured_at=None, authorised_at=None)
    projection.write(Payment.objects.get())
    assert not Source.objects.exists()
