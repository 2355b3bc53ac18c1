"""The rows of a bill, in the order they add up: of a quote before the order, and of the order itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orders.delivery.extras import extras_of, stored
from orders.order.models import Order
from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState
from orders.payments.origin import CREDITED
from orders.quote import Quote, price_of
from orders.tax.border import rows as border_rows
from orders.tax.destination import HOME
from portero.core.money import dollars

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """A sum in USD; a `part` is contained in the row above it, a `group` begins after a hairline."""

    label: str
    amount: Decimal
    part: bool = False
    group: bool = False


def of_quote(quote: Quote) -> list[Row]:
    """The rows of a quote; tax only once the address is known. They add up to `quote.total`."""
    pieces = [Row(str_of(item), price_of(item)) for item in quote.items]
    going = [s for s in quote.shipments if not s.offer.problem]
    parcels = [(s.origin_city or s.origin, s.option.carrier, s.charge) for s in going]
    extras = [(extra.label, extra.amount, extra.with_delivery) for extra in extras_of(quote)]
    taxed = quote.tax_known and bool(quote.tax.components or not quote.abroad)
    taxes = list(_tax(quote.tax.components, key="number")) if taxed else []
    border = _border(border_rows.of_cost(quote.border))
    return _checked([*pieces, *_delivery(parcels, extras), *taxes, *border], quote.total)


def of_order(order: Order) -> list[Row]:
    """The rows of a placed order, from what was frozen with it. Raises ValueError if they don't add up."""
    pieces = [Row(line.title, line.line_price_excl_tax) for line in order.lines.all()]  # by pk, or prefetched
    shipments = sorted(order.shipments.all(), key=lambda shipment: shipment.pk)
    parcels = [(s.origin_city or s.origin, s.carrier, s.charge) for s in shipments]
    extras = stored(order, sum((row.amount for row in pieces), ZERO))
    components = list(order.tax_components.all())
    taxes = list(_tax(components, key="line_id")) if components or not goes_abroad(order) else []
    border = _border(border_rows.of_order(order))
    return _checked([*pieces, *_delivery(parcels, extras), *taxes, *border], order.total_incl_tax)


def goes_abroad(order: Order) -> bool:
    """Whether it leaves the United States: where nothing of it was taxed, its bill has no row for sales tax."""
    return order.shipping_address is not None and order.shipping_address.country_id != HOME


def refunds_of(order: Order) -> list[Row]:
    """What follows the total of a paid order: what has gone back of it, and what is on its way, in USD.

    Not money that never belonged to the order (a payment that came too late goes back on its own).
    """
    found = Refund.objects.filter(payment__order=order, payment__state=PaymentState.CAPTURED)
    rows = found.filter(closed_at__isnull=True).values_list(
        "state", "amount", "credit__state", "credit__order__number"
    )
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for state, amount, credit, other in sorted(rows, key=lambda row: row[0] != RefundState.DONE):
        sums[_where(state, other if credit in CREDITED else "")] += amount
    return [Row(label, amount) for label, amount in sums.items()]


def credits_of(order: Order, payments: Iterable[Payment]) -> list[Row]:
    """What follows the total of an exchange: what returns pay of it, and what is left to pay or was paid beside."""
    paid = [payment for payment in payments if payment.method == Method.CREDIT and payment.state in CREDITED]
    if not paid:
        return []
    left = order.total_incl_tax - sum((payment.amount for payment in paid), ZERO)
    if paid[0].state == PaymentState.RESERVED:
        rows = [Row(f"Credit from return {payment.details['return']}", -payment.amount) for payment in paid]
        return [*rows, Row("Left to pay", left)] if left else rows
    # What was paid stands above as a whole: these are parts of it.
    rows = [Row(f"Of it, credit from return {payment.details['return']}", payment.amount) for payment in paid]
    return [*rows, Row("Of it, paid beside the credit", left)] if left else rows


def _where(state: str, other: str) -> str:
    if other:
        return f"Credited to order {other}" if state == RefundState.DONE else f"Set aside for order {other}"
    return "Refunded" if state == RefundState.DONE else "Refund on its way"


def str_of(item: Any) -> str:
    """`Hermès Birkin 30`: the designer and the style, or the title where there is no style."""
    return f"{item.designer.name} {item.style.name if item.style else item.title}"


def _delivery(
    parcels: Sequence[tuple[str, str, Decimal]], extras: Sequence[tuple[str, Decimal, bool]]
) -> Iterator[Row]:
    """A row per parcel, or one for all where the bill states delivery and handling together; then the rest."""
    joined = [(label, amount) for label, amount, with_delivery in extras if with_delivery]
    for label, handling in joined:
        carriers = " and ".join(dict.fromkeys(carrier for _, carrier, _ in parcels))
        yield Row(f"{label}, {carriers}", handling + sum((c for *_, c in parcels), ZERO), group=True)
    for n, (place, carrier, charge) in enumerate(() if joined else parcels):
        yield Row(f"Delivery from {place}, {carrier}", charge, group=n == 0)
    yield from (Row(label, amount) for label, amount, with_delivery in extras if not with_delivery)


def _tax(components: Iterable[Any], *, key: str) -> Iterator[Row]:
    """One row for all tax and a part per jurisdiction and rate, over all pieces and the delivery."""
    bases: defaultdict[tuple[Any, str], Decimal] = defaultdict(Decimal)
    parts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for component in components:
        bases[getattr(component, key), component.jurisdiction] += component.base
        parts[f"{component.jurisdiction}, {component.percent.normalize():f}%"] += component.amount
    taxed: dict[Any, Decimal] = {}
    for (what, _), base in bases.items():  # a county may tax less of a piece than its state
        taxed[what] = max(taxed.get(what, ZERO), base)
    base = sum(taxed.values(), ZERO)
    on = f" on {dollars(base, cents=True)}" if base else ""
    yield Row(f"Sales tax{on}", sum(parts.values(), ZERO), group=True)
    for label, amount in parts.items():
        if amount:
            yield Row(label, amount, part=True)


def _border(rows: Sequence[tuple[str, Decimal]]) -> Iterator[Row]:
    """One row for all that the border costs, then its parts."""
    for n, (label, amount) in enumerate(rows):
        yield Row(label, amount, part=n > 0, group=n == 0)


def _checked(rows: list[Row], total: Decimal) -> list[Row]:
    added = sum((row.amount for row in rows if not row.part), ZERO)
    if added != total:
        raise ValueError(f"The rows add up to {added}, the total is {total}.")
    return rows
