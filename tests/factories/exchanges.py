"""Exchanges in the situations the business knows, each made by the shop's own verbs."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models import Item
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.order.models import Order
from orders.payments import outcome
from orders.payments.gateway import Standing, Truth
from orders.payments.models import Payment
from orders.payments.settle import settle
from orders.returns.asking import Wanted
from orders.returns.exchanging import asking, completing, offering
from orders.returns.exchanging.asking import Shown
from orders.returns.exchanging.models import Exchange
from orders.returns.models import Return
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.factories.parcels import pack
from tests.factories.payments import authorised_payment


def of_price(price: str, **facts: Any) -> Item:
    """A listed piece of this price in USD."""
    return listed_item(price=Decimal(price), **facts)


def hers(price: str = "2000.00", **facts: Any) -> Order:
    """Her order of one piece, delivered."""
    return make.shipped_order(of_price(price), **facts)


def wanted(order: Order | None = None, item: Item | None = None, **facts: Any) -> Return:
    """She asked a moment ago to exchange her piece for `item`."""
    order = order or hers()
    item = item or of_price("2500.00")
    line = order.lines.get()
    found = offering.offer(order, line, item)
    shown = Shown(found.back.total, found.cost)
    return asking.ask(order, Wanted(line.pk, "changed_mind"), item, shown=shown, **facts)


def accepted(ret: Return | None = None, **facts: Any) -> Return:
    """Her piece is with us and accepted; the task that follows has run."""
    ret = make.accepted(make.inspected(make.received(make.in_transit(make.approved(ret or wanted(**facts))))))
    completing.complete(ret.pk, timezone.now())
    return make.fresh(ret)


def exchange_of(ret: Return) -> Exchange:
    """The exchange as it stands now."""
    return Exchange.objects.select_related("order__contact", "wanted", "ret__order").get(ret=ret)


def paid(ret: Return | None = None, **facts: Any) -> Return:
    """The difference of a dearer piece is paid at the Stripe double: the new order is confirmed."""
    ret = ret or accepted(**facts)
    order = exchange_of(ret).order
    if order is None:
        raise ValueError("There is no order to pay.")
    settle(authorised_payment(order).pk)
    return make.fresh(ret)


def new_order(ret: Return) -> Order:
    """The order that the exchange became, as it stands now."""
    order = exchange_of(ret).order
    if order is None:
        raise ValueError("There is no order.")
    return Order.objects.select_related("contact").get(pk=order.pk)


def bought(ret: Return | None = None, *, more: str = "2500.00", **facts: Any) -> Return:
    """As `paid`, without a provider: the difference of a piece of `more` USD is captured as told."""
    ret = ret or accepted(wanted(hers(**facts), of_price(more)))
    order = new_order(ret)
    credited = order.payments.get().amount
    due = order.total_incl_tax - credited
    facts = {"method": "card", "provider": "stripe", "details": {"brand": "visa", "last4": "4242"}}
    payment = Payment.objects.create(
        order=order, attempt=2, amount=due, credited=credited, reference=f"pi_{order.number}", **facts
    )
    outcome.captured(payment, Truth(Standing.CAPTURED, payment.reference, due, "USD"))
    return make.fresh(ret)


def shipped(ret: Return) -> Order:
    """The new order has reached her, with its tag."""
    return arrived(new_order(ret))


def arrived(order: Order) -> Order:
    """The only parcel of a paid order has reached her."""
    at, shipment = timezone.now(), order.shipments.get()
    packed = pack(shipment, make.bench(), f"T-{order.number}-1", at=at)
    mark_delivered(mark_shipped(packed, make.bench(), f"9400111898{order.pk:010d}", at=at), None, at=at)
    return Order.objects.select_related("contact").get(pk=order.pk)


def bought_at_stripe(price: str = "2000.00", **facts: Any) -> Order:
    """As `hers`, paid at the Stripe double, which can give the money back."""
    order = pending_order(of_price(price), **facts)
    settle(authorised_payment(order).pk)
    return arrived(order)
