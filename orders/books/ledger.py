"""What an order was charged, entry by entry, and what of it refunds have taken back. Sums in USD."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, Sum, When

from orders.books.models import RefundPart, RefundSplit, TaxReversal
from orders.order.models import Order
from orders.payments.models import Refund, RefundState
from orders.payments.origin import CREDITED
from orders.tax.border import rows as border_rows
from orders.tax.models import TaxComponent

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Entry:
    """A sum that was charged and what of it went back. `kind`: goods, charge, border or tax.

    `of` says on what a tax lies, and for a charge which tax lies on it: price, shipping, handling, gift wrap.
    """

    key: str
    kind: str
    label: str
    charged: Decimal
    back: Decimal
    line: Any = None
    of: str = ""
    component: TaxComponent | None = None
    base_back: Decimal = ZERO

    @property
    def base(self) -> Decimal:
        """What a tax lies on; nothing for other entries."""
        return self.component.base if self.component else ZERO

    @property
    def left(self) -> Decimal:
        """What can still go back."""
        return self.charged - self.back


def entries_of(order: Order) -> list[Entry]:
    """Every charged sum in the order of the bill; they add up to the order's total. Raises ValueError if not."""
    found = [*_goods(order), *_charges(order), *_tax(order), *_border(order)]
    added = sum((entry.charged for entry in found), ZERO)
    if added != order.total_incl_tax:
        raise ValueError(f"Order {order.number}: {added} in parts, {order.total_incl_tax} in all.")
    return found


def reversed_of_component() -> Any:
    """For an annotation of tax components: what refunds that haven't failed give back of each (NULL for nothing)."""
    return Sum("reversals__amount", filter=~Q(reversals__split__refund__state=RefundState.FAILED))


def splits_of(order: Order) -> Any:
    """The splits of an order's refunds, the oldest first, with the tax in each as `tax`.

    `credited` is the number of the order that one pays instead of going back, None of any other.
    """
    found = RefundSplit.objects.filter(refund__payment__order=order).select_related("refund")
    pays = Case(When(refund__credit__state__in=CREDITED, then="refund__credit__order__number"))
    told = found.annotate(tax=Sum("reversals__amount", default=ZERO), credited=pays)
    return told.prefetch_related("parts").order_by("pk")


def split_of(refund: Refund) -> RefundSplit | None:
    """What one refund consists of; None for money that never belonged to its order."""
    found = RefundSplit.objects.filter(refund=refund).select_related("by")
    return found.prefetch_related("parts", "reversals__component__line").first()


def _goods(order: Order) -> Iterator[Entry]:
    back: defaultdict[Any, Decimal] = defaultdict(lambda: ZERO)
    rows = _counting(RefundPart.objects.filter(kind="goods"), order).values_list("line").order_by("line")
    back |= dict(rows.annotate(Sum("amount")))
    for line in order.lines.order_by("pk"):
        label = f"{line.title}, {line.upc}"
        yield Entry(f"line-{line.pk}", "goods", label, line.line_price_excl_tax, back[line.pk], line, "price")


def _charges(order: Order) -> Iterator[Entry]:
    """Delivery (with handling, where the bill states them in one line), then handling and gift wrap."""
    back, extras = _back(order, kind="charge"), list(order.charges.all())
    joined = [extra for extra in extras if extra.with_delivery]
    delivery = order.shipping_excl_tax + sum((extra.amount for extra in joined), ZERO)
    if delivery:
        label = joined[0].label if joined else "Delivery"
        yield Entry("delivery", "charge", label, delivery, back[label], of="shipping")
    for extra in extras:
        if not extra.with_delivery:
            of = extra.get_kind_display().lower()
            yield Entry(extra.kind, "charge", extra.label, extra.amount, back[extra.label], of=of)


def _tax(order: Order) -> Iterator[Entry]:
    rows = _counting(TaxReversal.objects.all(), order).values_list("component").order_by("component")
    sums = {pk: (amount, base) for pk, amount, base in rows.annotate(Sum("amount"), Sum("base"))}
    for component in order.tax_components.select_related("line"):
        amount, base = sums.get(component.pk, (ZERO, ZERO))
        yield Entry(
            f"tax-{component.pk}",
            "tax",
            f"{component.jurisdiction}, {component.percent.normalize():f}%",
            component.amount,
            amount,
            component.line,
            of_what(component),
            component,
            base,
        )


def _border(order: Order) -> Iterator[Entry]:
    """Duty, import tax and fees, by their parts on the bill."""
    rows = border_rows.of_order(order)
    back = _back(order, kind="border") if rows else {}
    for n, (label, amount) in enumerate(rows[1:] or rows):
        yield Entry(f"border-{n}", "border", label, amount, back[label])


def of_what(component: TaxComponent) -> str:
    """On what of its line, or of the order, a component lies: price, shipping, handling or gift wrap.

    Own tables divide the tax on handling among the lines; an outside calculator tells it beside them.
    """
    return "shipping" if component.line_id is None and component.of == "price" else component.of


def _back(order: Order, *, kind: str) -> defaultdict[str, Decimal]:
    rows = _counting(RefundPart.objects.filter(kind=kind), order).values_list("label").order_by("label")
    return defaultdict(lambda: ZERO, rows.annotate(Sum("amount")))


def _counting(rows: Any, order: Order) -> Any:
    """Those of refunds that haven't failed."""
    return rows.filter(split__refund__payment__order=order).exclude(split__refund__state=RefundState.FAILED)
