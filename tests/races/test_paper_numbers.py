"""Many papers at one moment: every number once, none left out; one order asked for twice has one invoice."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError

from orders.invoices import issuing
from orders.invoices.models import Kind, Paper, Series
from orders.order.models import Order
from tests.factories.catalog import listed_item
from tests.factories.orders import paid_payment, pending_order
from tests.races.together import Rendezvous, together

pytestmark = pytest.mark.django_db(transaction=True)


def paid_orders(count: int) -> list[Order]:
    """Paid, and no task has issued anything."""
    orders = [pending_order(listed_item(price=Decimal("500.00"))) for _ in range(count)]
    for order in orders:
        paid_payment(order)
    return orders


def number_of(order: Order) -> str:
    """The number given, or that the database refused one."""
    try:
        return issuing.invoice(order.pk).number
    except IntegrityError:
        return "refused"


def test_canary_without_the_lock_two_get_one_number_and_the_database_refuses_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meeting, orders = Rendezvous(2), paid_orders(2)
    monkeypatch.setattr(issuing, "_locked", meeting.after(lambda kind: Series.objects.get(kind=kind)))
    numbers = together([partial(number_of, order) for order in orders])
    assert sorted(numbers) == ["INV-000001", "refused"]


def test_with_it_every_number_is_given_once() -> None:
    orders = paid_orders(4)
    numbers = together([partial(number_of, order) for order in orders])
    assert sorted(numbers) == [f"INV-00000{n}" for n in range(1, 5)]
    assert Series.objects.get(kind=Kind.INVOICE).last == 4


def test_one_order_asked_for_at_once_has_one_invoice() -> None:
    (order,) = paid_orders(1)
    assert together([lambda: number_of(order)] * 4) == ["INV-000001"] * 4
    assert Paper.objects.count() == 1
