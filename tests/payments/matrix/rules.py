"""What must be true of a sale at every moment, and once it has come to rest; money by the provider's own books."""

from typing import Any

from catalog.models import Hold, Item
from orders.models import Claim
from orders.order.models import Order
from orders.payments.models import IncomingWire, Payment, Refund, WebhookMessage
from orders.states import PAID, OrderState
from tests.orders import sale_rules
from tests.payments.matrix.column import Column


def check_always(order: Order, item: Item, column: Column) -> None:
    """Nobody pays but for what she gets, and a piece belongs to at most one order."""
    books, total = column.books(order.number), order.total_incl_tax
    assert books.kept in {0, total * 100} or column.in_parts
    booked = list(order.payments.filter(state="captured").values_list("captured_amount", flat=True))
    paid = order.status in PAID
    assert booked == ([total] if paid else [])
    assert books.kept >= total * 100 or not paid
    claims = list(Claim.objects.filter(item=item, released_at=None).values_list("order_id", flat=True))
    assert (order.pk in claims) == (order.status != OrderState.CANCELLED)
    state, allocated = Item.objects.values_list("state", "product__stockrecords__num_allocated").get(
        pk=item.pk
    )
    assert (allocated, state) == (len(claims), "sold" if paid else "listed")


def check_at_rest(order: Order, item: Item, column: Column, rivals: list[Order]) -> None:
    """Paid and sold, or free and not charged; nothing set aside, nothing left to ask or to send."""
    assert set(Order.objects.filter(lines__product__item=item)) == {order, *rivals}
    assert order.status in {OrderState.CONFIRMED, OrderState.CANCELLED}
    books = column.books(order.number)
    assert (books.kept, books.held) == (order.total_incl_tax * 100 if order.status in PAID else 0, 0)
    item.refresh_from_db()
    assert item.state == ("sold" if order.status in PAID else "listed")
    assert not Hold.objects.filter(released_at=None).exists()
    assert Claim.objects.filter(released_at=None).count() == (order.status in PAID)
    assert not order.payments.filter(state__in=["created", "started", "authorised"]).exists()
    assert not order.payments.exclude(lookup_at=None).exists()
    assert not WebhookMessage.objects.filter(processed_at=None).exists()


def snapshot(column: Column) -> list[Any]:
    """All that a round could change, here and at the provider."""
    return [
        *sale_rules.snapshot([]),
        sorted(Payment.objects.values_list("pk", "captured_amount", "refunded_amount", "needs_review")),
        sorted(Refund.objects.values_list("pk", "state", "amount", "next_try_at")),
        sorted(IncomingWire.objects.values_list("pk", "applied_amount", "returned_amount")),
        column.ledger(),
    ]
