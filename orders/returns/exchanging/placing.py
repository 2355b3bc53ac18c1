"""The order of an exchange: placed for her, to the address of the order that her piece was of."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError

from catalog import holds
from catalog.models import Hold, Item
from orders import lifecycle, order_rows, placement
from orders.order.models import Order
from orders.order_rows import Buyer
from orders.quote import Quote
from orders.returns.exchanging import holding, offering
from orders.returns.models import Return
from orders.states import OrderState
from portero.core.rows import Together


def place(ret: Return, item: Item, quote: Quote, *, now: datetime) -> Order:
    """Place the order of a locked piece as pending payment, in the caller's transaction.

    Raises placement.PiecesLost and holds.HeldBySomebodyElse where somebody else has it after all.
    """
    rows, before = Together(), ret.order
    wishes, contact = offering.wishes_of(before), before.contact
    told: dict[str, Any] = {"holder": holding.holder_of(ret), "kind": Hold.Kind.EXCHANGE}
    holds.place([item], lasts=holding.pay_time(), now=now, rows=rows, **told)
    buyer = Buyer(before.user, contact.email, _copy(before.shipping_address), _copy(before.billing_address))
    bag = [order_rows.line_of(item)]
    order = order_rows.add(rows, None, bag, quote, buyer, wishes.speed)
    placement.hang(rows, order, quote, wishes)
    order.contact = placement.contact_of(order, contact.email, contact.phone, told["holder"], quote, wishes)
    rows.add(order.contact, named=True)
    facts = {"from_order": before.number, "return": ret.number}
    lifecycle.append(order, "placed", to_state=OrderState.PENDING_PAYMENT, at=now, rows=rows, **facts)
    try:
        rows.write()
    except IntegrityError as refused:
        if placement.is_taken(refused):
            raise placement.PiecesLost([item]) from refused
        raise
    return order


def _copy(address: Any) -> Any:
    """The same address as a row of its own: an order's addresses are nobody else's."""
    kept = {
        field.attname: getattr(address, field.attname)
        for field in address._meta.concrete_fields
        if not field.primary_key
    }
    return type(address)(**kept)
