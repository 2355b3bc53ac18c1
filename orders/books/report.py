"""Sales tax of one state and period, from the frozen rows of paid orders and of refunds that arrived. Sums in USD.

A sale counts by the day whose rates applied, a refund by the day it was done (shop time). Both ends of a period are
days; the last is not in it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from orders.books.models import RefundPart, TaxedSale, TaxReversal
from orders.payments.models import Payment, PaymentState, RefundState
from orders.tax.local import EXEMPT_BUYER
from orders.tax.models import TaxComponent

ZERO = Decimal("0.00")
HOME = "US"
Key = tuple[str, str, Decimal]


@dataclass
class Levied:
    """What one jurisdiction's rate came to: of sales, and given back."""

    level: str
    jurisdiction: str
    percent: Decimal
    base: Decimal = ZERO
    tax: Decimal = ZERO
    base_back: Decimal = ZERO
    tax_back: Decimal = ZERO

    @property
    def net_base(self) -> Decimal:
        return self.base - self.base_back

    @property
    def net_tax(self) -> Decimal:
        return self.tax - self.tax_back


@dataclass
class Sold:
    """One order in the report: gross is everything before tax, duties are beside it."""

    number: str
    on: date
    gross: Decimal
    taxable: Decimal
    exempt: Decimal
    tax: Decimal
    border: Decimal
    total: Decimal

    @property
    def untaxed(self) -> Decimal:
        """What the state doesn't tax, whoever buys."""
        return self.gross - self.taxable - self.exempt


@dataclass
class Report:
    """gross = taxable + exempt (buyers with a certificate) + untaxed; gross + tax + border = what was captured."""

    state: str
    since: date
    until: date
    sold: list[Sold] = field(default_factory=list)
    levied: list[Levied] = field(default_factory=list)
    gross_back: Decimal = ZERO
    taxable_back: Decimal = ZERO

    def of(self, name: str) -> Decimal:
        """One column of the orders, added up."""
        return sum((getattr(one, name) for one in self.sold), ZERO)

    @property
    def tax(self) -> Decimal:
        return sum((row.tax for row in self.levied), ZERO)

    @property
    def tax_back(self) -> Decimal:
        return sum((row.tax_back for row in self.levied), ZERO)

    @property
    def net_tax(self) -> Decimal:
        """What is owed to the state for the period."""
        return self.tax - self.tax_back

    @property
    def totals(self) -> list[tuple[str, Decimal]]:
        """The summary, in words and in the order in which returns ask for it."""
        return [
            ("Gross sales", self.of("gross")),
            ("Exempt sales (certificates)", self.of("exempt")),
            ("Not taxed by the state's rules", self.of("untaxed")),
            ("Taxable base", self.of("taxable")),
            ("Sales tax", self.tax),
            ("Sales given back", self.gross_back),
            ("Taxable base given back", self.taxable_back),
            ("Sales tax given back", self.tax_back),
            ("Net sales tax", self.net_tax),
            ("Duties and import tax, beside the sales", self.of("border")),
            ("Captured for these orders", self.of("total")),
        ]


def of_state(state: str, since: date, until: date) -> Report:
    """The report of a state (two letters). Raises ValueError where the period is empty."""
    if since >= until:
        raise ValueError("The period ends before it begins.")
    sales = paid_sales().filter(country=HOME, state=state, on__gte=since, on__lt=until)
    report = Report(state, since, until)
    levied: dict[Key, Levied] = {}
    components = list(TaxComponent.objects.filter(order__taxed_sale__in=sales).order_by("pk"))
    for c in components:
        row = _row(levied, c)
        row.base, row.tax = row.base + c.base, row.tax + c.amount
    report.sold = _sold(sales, components)
    _reverse(report, levied)
    report.levied = sorted(
        levied.values(), key=lambda row: (LEVELS.get(row.level, 9), row.jurisdiction, row.percent)
    )
    return report


LEVELS = {"state": 0, "county": 1, "city": 2, "district": 3}


def paid_sales() -> QuerySet[TaxedSale]:
    """The sales whose money was captured, whatever was given back of it later."""
    paid = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.CAPTURED)
    return TaxedSale.objects.filter(Exists(paid))


def states_sold_to(since: date, until: date) -> list[str]:
    """The states with paid orders in a period."""
    found = paid_sales().filter(country=HOME, on__gte=since, on__lt=until)
    return list(found.order_by("state").values_list("state", flat=True).distinct())


def _sold(sales: QuerySet[TaxedSale], components: Iterable[TaxComponent]) -> list[Sold]:
    by_order: defaultdict[int, list[TaxComponent]] = defaultdict(list)
    for component in components:
        by_order[component.order_id].append(component)
    return [
        _order(sale, by_order[sale.order_id]) for sale in sales.select_related("order").order_by("on", "pk")
    ]


def _order(sale: TaxedSale, components: list[TaxComponent]) -> Sold:
    order = sale.order
    exempt = any(c.rule.startswith(EXEMPT_BUYER) for c in components)
    tax = sum((c.amount for c in components), ZERO)
    return Sold(
        number=order.number,
        on=sale.on,
        gross=order.total_excl_tax,
        taxable=taxed_once((c.line_id, c.of, c.jurisdiction, c.base) for c in components),
        exempt=order.total_excl_tax if exempt else ZERO,
        tax=tax,
        border=order.total_incl_tax - order.total_excl_tax - tax,
        total=order.total_incl_tax,
    )


def taxed_once(rows: Iterable[tuple[Any, str, str, Decimal]]) -> Decimal:
    """What is taxed at all: of line, kind, jurisdiction and base the largest base per line and kind.

    A county may tax less of a piece than its state; a shipping charge may lie at two rates of one jurisdiction.
    """
    by_place: defaultdict[tuple[Any, str, str], Decimal] = defaultdict(lambda: ZERO)
    for line, of, place, base in rows:
        by_place[line, of, place] += base
    largest: defaultdict[tuple[Any, str], Decimal] = defaultdict(lambda: ZERO)
    for (line, of, _), base in by_place.items():
        largest[line, of] = max(largest[line, of], base)
    return sum(largest.values(), ZERO)


def _reverse(report: Report, levied: dict[Key, Levied]) -> None:
    """What refunds gave back in the period, also of sales before it."""
    done = _done_within(TaxReversal.objects.all(), report)
    reversals = list(
        done.filter(component__order__taxed_sale__state=report.state).select_related("component")
    )
    for reversal in reversals:
        row = _row(levied, reversal.component)
        row.base_back, row.tax_back = row.base_back + reversal.base, row.tax_back + reversal.amount
    report.taxable_back = taxed_once(
        ((r.split_id, r.component.line_id), r.component.of, r.component.jurisdiction, r.base)
        for r in reversals
    )
    parts = _done_within(RefundPart.objects.exclude(kind=RefundPart.Kind.BORDER), report)
    mine = parts.filter(
        split__refund__payment__order__taxed_sale__state=report.state,
        split__refund__payment__order__taxed_sale__country=HOME,
    )
    report.gross_back = mine.aggregate(sum=Sum("amount", default=ZERO))["sum"]


def _done_within(rows: Any, report: Report) -> Any:
    return rows.filter(
        split__refund__state=RefundState.DONE,
        split__refund__done_at__gte=_begin(report.since),
        split__refund__done_at__lt=_begin(report.until),
    )


def _begin(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, datetime.min.time()))


def _row(levied: dict[Key, Levied], c: TaxComponent) -> Levied:
    return levied.setdefault((c.level, c.jurisdiction, c.percent), Levied(c.level, c.jurisdiction, c.percent))
