"""What an order costs at another address: the same delivery and duties, and which sales tax. Sums in USD.

Nothing is asked of her afterwards, and no tax moves between jurisdictions: a change goes through only where
everything owed at the new place was charged already. What is owed no more goes back (docs/addresses.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog.locks import FACTS
from catalog.models import Item
from orders.checkout.draft import CheckoutDraft
from orders.delivery import tables
from orders.delivery.models import OrderCharge
from orders.delivery.offers import Parcel, offer
from orders.order.models import Order
from orders.quote import ShipmentQuote, carrier_cost_of, line_of
from orders.routes import gate
from orders.tax.border import items as border_items
from orders.tax.calculator import Sale, TaxableLine, TaxQuote, calculator
from orders.tax.destination import Destination
from orders.tax.exemptions import certificates

ZERO = Decimal("0.00")
OTHER_COUNTRY = "We can change the address within the same country only."
OTHER_DELIVERY = "Delivery there costs another sum than you have chosen."
OTHER_DUTIES = "Duties and import tax are others there."


class ChangeRefused(Exception):
    """The address can't be changed to this one; the message is a sentence for her."""


def tax_at(order: Order, told: dict[str, str]) -> TaxQuote:
    """The sales tax of a placed order at another address, by the rates of its day.

    `told` is the address as the address step keeps it. May ask a provider: call it outside of a transaction.
    Raises ChangeRefused where the order can't go there as it was bought.
    """
    if told["country"] != order.shipping_address.country_id:
        raise ChangeRefused(OTHER_COUNTRY)
    draft = CheckoutDraft.from_order(order)
    draft.shipping = told
    to, on = draft.wishes.to, order.taxed_sale.on
    parcels = _parcels(order, to, draft.speed)
    items = [item for parcel in parcels for item in parcel.items]
    if closed := gate.closed(items, to, timezone.localdate()):
        raise ChangeRefused(closed[0].reason)
    _same_duties(order, parcels, to)
    sale = _sale(order, parcels, to)
    if certificate := certificates.named(draft.resale, to.state, on):
        sale = replace(sale, exemption=certificate.number)
    return calculator().quote(sale)


def _parcels(order: Order, to: Destination, speed: str) -> list[ShipmentQuote]:
    """Each parcel as it would be offered there. Raises ChangeRefused where that isn't what she has paid for."""
    found = []
    for shipment in order.shipments.prefetch_related("lines__item").order_by("pk"):
        keys = [line.item_id for line in shipment.lines.all()]
        items = tuple(Item.objects.filter(pk__in=keys).select_related(*FACTS).order_by("pk"))
        asked = Parcel(shipment.origin, to, shipment.insured_for, order.taxed_sale.on)
        offered = offer(tables.current(), asked, speed)
        if offered.problem:
            raise ChangeRefused(offered.problem)
        same = (offered.option.carrier, offered.option.service, offered.charge)
        if same != (shipment.carrier, shipment.service, shipment.charge):
            raise ChangeRefused(OTHER_DELIVERY)
        found.append(ShipmentQuote(shipment.origin, shipment.origin_city, items, offered))
    return found


def _same_duties(order: Order, parcels: Sequence[ShipmentQuote], to: Destination) -> None:
    charged = sum((charge.amount for charge in order.border_charges.all()), ZERO)
    there = [(parcel.origin, parcel.items, parcel.charge) for parcel in parcels]
    if border_items.of_parcels(there, to, order.taxed_sale.on).total != charged:
        raise ChangeRefused(OTHER_DUTIES)


def _sale(order: Order, parcels: Sequence[ShipmentQuote], to: Destination) -> Sale:
    """The sale as it was placed (prices, charges, day), but for the place."""
    extras: dict[str, Any] = {charge.kind: charge for charge in order.charges.all()}
    handling, wrap = extras.get(OrderCharge.Kind.HANDLING), extras.get(OrderCharge.Kind.GIFT_WRAP)
    return Sale(
        lines=_lines(order, parcels),
        shipping=order.shipping_excl_tax,
        to=to,
        on=order.taxed_sale.on,
        handling=handling.amount if handling else ZERO,
        gift_wrap=wrap.amount if wrap else ZERO,
        combined=bool(handling and handling.with_delivery),
        carrier_cost=carrier_cost_of(parcels),
        pickup_offered=settings.PICKUP_OFFERED,
    )


def _lines(order: Order, parcels: Sequence[ShipmentQuote]) -> list[TaxableLine]:
    """In the order of the bill, at the prices that she paid."""
    known = {item.number: item for parcel in parcels for item in parcel.items}
    lines = order.lines.order_by("pk")
    return [replace(line_of(known[line.upc]), price=line.line_price_excl_tax) for line in lines]
