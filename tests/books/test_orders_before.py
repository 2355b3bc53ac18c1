"""Orders and refunds from before the books: what the migration writes makes report, papers and further refunds true."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from orders.books import report
from orders.books.ledger import entries_of
from orders.books.models import RefundSplit
from orders.cancellation import cancel_paid
from orders.invoices import issuing
from orders.order.models import Order
from orders.payments.models import Refund, RefundState
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
write = import_module("orders.books.migrations.0005_refunds_before").write


def refunded_before(*amounts: str, state: str = RefundState.DONE) -> Order:
    """A paid order of two pieces whose refunds were made when nobody wrote down what they consist of."""
    order = confirmed_order(listed_item(price=Decimal("1000.00")), listed_item(price=Decimal("333.33")))
    done = timezone.now() if state == RefundState.DONE else None
    for amount in amounts:
        facts: dict[str, Any] = {"amount": Decimal(amount), "state": state, "done_at": done}
        Refund.objects.create(payment=order.payments.get(), reason="Before.", **facts)
    return order


def test_each_is_divided_like_what_was_left_of_the_bill() -> None:
    order = refunded_before("100.00", "0.01", "250.55")
    write(apps, None)
    connection.check_constraints()
    assert sum(entry.back for entry in entries_of(order)) == Decimal("350.56")
    now = timezone.localdate()
    found = report.of_state("NY", now - timedelta(days=1), now + timedelta(days=2))
    assert found.gross_back + found.tax_back == Decimal("350.56")
    assert abs(found.tax_back - Decimal("350.56") * Decimal("0.08875") / Decimal("1.08875")) < Decimal("0.05")
    assert issuing.credit_note(Refund.objects.earliest("pk").pk).facts["total"] == "100.00"


def test_the_rest_of_it_brings_every_entry_to_what_was_charged() -> None:
    order = refunded_before("100.00")
    write(apps, None)
    cancel_paid(order, reason="A piece was damaged.", actor=staff("Accounting"))
    connection.check_constraints()
    assert all(entry.left == 0 and entry.base == entry.base_back for entry in entries_of(order))


def test_it_is_written_once_and_what_failed_takes_nothing() -> None:
    order = refunded_before("100.00", state=RefundState.FAILED)
    write(apps, None)
    write(apps, None)
    assert RefundSplit.objects.count() == 1
    assert all(entry.back == 0 for entry in entries_of(order))
