"""What must be true of every sale, always and once everything has come to rest."""

from collections import Counter
from typing import Any

from oscar.core.loading import get_model

from catalog.models import Hold, Item
from orders.basket.models import Basket
from orders.books.ledger import entries_of
from orders.models import Claim, OrderEvent
from orders.order.models import Order
from orders.payments.models import GatewayCall, Payment, PaymentEvent, Refund, WebhookMessage
from orders.states import PAID, UNPAID, OrderState
from portero.core.models import Mail

Rows = list[dict[str, Any]]
Intents = Rows
Source: Any = get_model("payment", "Source")


def captured_cents(intents: Intents) -> Counter[str]:
    """What the provider took, by order number."""
    taken: Counter[str] = Counter()
    for intent in intents:
        taken[intent["metadata"]["order"]] += intent["amount_received"]
    return taken


def returned_cents(intents: Intents, refunds: Rows) -> Counter[str]:
    """What the provider gave back of it, by order number; a void of what was never captured isn't that."""
    order_of = {intent["id"]: intent["metadata"]["order"] for intent in intents if intent["amount_received"]}
    back: Counter[str] = Counter()
    for refund in refunds:
        if refund["status"] != "failed" and refund["payment_intent"] in order_of:
            back[order_of[refund["payment_intent"]]] += refund["amount"]
    return back


def check_always(intents: Intents, refunds: Rows) -> None:
    """After every step: money for an order that gets its pieces, pieces for one order, a mail for each payment."""
    taken, back = captured_cents(intents), returned_cents(intents, refunds)
    for order in Order.objects.all():
        _check_money(order, taken[order.number])
        assert 0 <= taken[order.number] - back[order.number] <= int(order.total_incl_tax * 100)
        _check_pieces(order)
        _check_books(order)
        confirmations = Mail.objects.filter(kind="payment_confirmed", about=f"order:{order.number}").count()
        assert confirmations == order.events.filter(kind="confirmed").count()
    _check_projection()
    for item in Item.objects.select_related("product"):
        _check_piece(item)


def _check_money(order: Order, cents: int) -> None:
    total = int(order.total_incl_tax * 100)
    booked = list(order.payments.filter(state="captured").values_list("captured_amount", flat=True))
    if order.status in PAID:
        assert (cents, booked) == (total, [order.total_incl_tax])
    elif order.status == OrderState.CANCELLED and booked:
        # Taken back after it was paid: all that was captured has been asked back.
        asked = order.payments.get(state="captured").refunded_amount
        assert (cents, booked, asked) == (total, [order.total_incl_tax], order.total_incl_tax)
    else:
        # A capture whose answer was lost, or whose process died, is booked by the next who asks.
        assert cents in ({0, total} if order.status in UNPAID else {0})
        assert booked == []


def _check_books(order: Order) -> None:
    """What is left of price, charges and tax is what is left of the money, and nothing went back twice."""
    entries = entries_of(order)
    assert all(0 <= entry.back <= entry.charged and 0 <= entry.base_back <= entry.base for entry in entries)
    for payment in order.payments.filter(state="captured"):
        assert sum(entry.left for entry in entries) == payment.captured_amount - payment.refunded_amount


def _check_pieces(order: Order) -> None:
    claims = Claim.objects.filter(order=order, released_at=None).count()
    assert claims == (0 if order.status == OrderState.CANCELLED else order.lines.count())
    expected = {"cancelled"} if order.status == OrderState.CANCELLED else {"waiting"}
    states = set(order.shipments.values_list("state", flat=True))
    assert states == ({"to_pack"} if order.status in PAID else expected)
    if order.status in UNPAID:
        held = Hold.objects.filter(
            item__claims__order=order, item__claims__released_at=None, released_at=None
        )
        assert set(held.values_list("holder", flat=True)) <= {order.contact.basket_key}


def _check_piece(item: Item) -> None:
    claims = list(Claim.objects.filter(item=item, released_at=None).select_related("order"))
    stock = get_model("partner", "StockRecord").objects.get(product=item.product)
    assert stock.num_allocated == len(claims)
    paid = [claim for claim in claims if claim.order.status in PAID]
    assert (item.state == "sold") == bool(paid)


def _check_projection() -> None:
    """Oscar's books say what ours say, payment by payment."""
    for payment in Payment.objects.all():
        source = Source.objects.filter(order=payment.order_id, label=f"Attempt {payment.attempt}").first()
        assert (source is None) == (payment.authorised_at is None)
        if source is not None:
            back = sum(refund.amount for refund in payment.refunds.filter(state="done"))
            assert (source.amount_debited, source.amount_refunded) == (payment.captured_amount, back)
            moved = Counter((row.txn_type, row.amount) for row in source.transactions.all())
            assert sum(a * n for (kind, a), n in moved.items() if kind == "Refund") == back


def check_at_rest(intents: Intents, refunds: Rows) -> None:
    """Paid and sold, or free and not charged; nothing set aside, nothing left to ask, nothing only staff could end."""
    assert set(Refund.objects.values_list("state", flat=True)) <= {"done"}
    taken, back = captured_cents(intents), returned_cents(intents, refunds)
    for order in Order.objects.all():
        booked = sum(payment.refunded_amount for payment in order.payments.all())
        assert back[order.number] == int(booked * 100)
        assert order.status != OrderState.CANCELLED or taken[order.number] == back[order.number]
    assert {o.status for o in Order.objects.all()} <= {OrderState.CONFIRMED, OrderState.CANCELLED}
    assert {intent["status"] for intent in intents} <= {"succeeded", "canceled"}
    assert not Hold.objects.filter(released_at=None).exists()
    assert not Payment.objects.exclude(lookup_at=None).exists()
    assert not Payment.objects.filter(needs_review=True).exists()
    assert not Payment.objects.filter(state__in=["created", "started", "authorised"]).exists()
    assert not Basket.objects.filter(status=Basket.FROZEN).exists()


def snapshot(intents: Intents) -> list[Any]:
    """All that a round could change."""
    tables = (OrderEvent, PaymentEvent, GatewayCall, WebhookMessage, Mail, Claim, Hold)
    return [
        *(table.objects.count() for table in tables),
        sorted(Order.objects.values_list("pk", "status")),
        sorted(Payment.objects.values_list("pk", "state", "lookup_at", "problem")),
        sorted((intent["id"], intent["status"]) for intent in intents),
    ]
