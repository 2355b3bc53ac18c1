"""The split of a refund: computed from the order's books under its lock, and written with the refund."""

from decimal import Decimal
from typing import Any

from orders.books import splitting
from orders.books.ledger import Entry, entries_of
from orders.books.models import RefundPart, RefundSplit, TaxReversal
from orders.books.splitting import Choice, Split
from orders.order.models import Order
from orders.payments.models import Refund
from orders.tax import snapshot
from orders.tax.calculator import Component, Sale, TaxableLine, TaxQuote
from orders.tax.models import RefundRule
from orders.tax.places import Destination
from orders.tax.refunds import tax_back
from portero.core.money import quantise

ZERO = Decimal("0.00")


def preview(order: Order, choice: Choice, entries: list[Entry] | None = None) -> Split:
    """What this choice gives back, before anything is written. Raises SplitRefused.

    `entries` are those of the order (`entries_of`), where the caller has read them.
    """
    entries = entries_of(order) if entries is None else entries
    if not (choice.fee_kept and choice.whole):
        return splitting.chosen(entries, choice)
    taxed = [e for e in entries if e.kind == "tax" and e.of == "price" and f"line-{_pk(e)}" in choice.whole]
    target = _target(order, entries, choice)
    lowered = target < sum((entry.charged for entry in taxed), ZERO)
    return splitting.chosen(entries, choice, target if lowered else None, _words(order, lowered=lowered))


def write(refund: Refund, order: Order, split: Split | None = None, *, actor: Any = None) -> RefundSplit:
    """Write the split of a refund that was just created, inside its transaction and under the order's lock.

    Without one the sum is divided like what is left of the bill. Raises SplitRefused, and IntegrityError where a
    part would go back twice or the parts aren't the sum.
    """
    split = split or splitting.in_proportion(entries_of(order), quantise(refund.amount))
    head = RefundSplit.objects.create(
        refund=refund,
        how=split.how,
        fee_kept=split.fee_kept,
        rule=split.rule,
        by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    RefundPart.objects.bulk_create(
        RefundPart(
            split=head, kind=s.entry.kind, line=s.entry.line, label=s.entry.label[:200], amount=s.amount
        )
        for s in split.shares
        if s.entry.kind != "tax"
    )
    TaxReversal.objects.bulk_create(
        TaxReversal(split=head, component=s.entry.component, base=s.base, amount=s.amount)
        for s in split.shares
        if s.entry.kind == "tax"
    )
    return head


def _target(order: Order, entries: list[Entry], choice: Choice) -> Decimal:
    """What the tax on the pieces' price comes to by the state's rule, whatever went back before."""
    sale, charged = _as_taxed(order, entries)
    numbers = [entry.line.upc for entry in entries if entry.key in choice.whole]
    return tax_back(sale, charged, numbers, snapshot.current(), fee_kept=choice.fee_kept)


def _as_taxed(order: Order, entries: list[Entry]) -> tuple[Sale, TaxQuote]:
    """The sale and its tax as they were when it was placed, from the frozen rows."""
    sold = order.taxed_sale
    lines = [TaxableLine(e.line.upc, "", e.charged) for e in entries if e.kind == "goods"]
    sale = Sale(lines, order.shipping_excl_tax, Destination(state=sold.state, country=sold.country), sold.on)
    frozen = [(e, e.component) for e in entries if e.component is not None]
    parts = tuple(
        Component(
            number=entry.line.upc if entry.line else None,
            jurisdiction=c.jurisdiction,
            level=c.level,
            percent=c.percent,
            base=c.base,
            amount=c.amount,
            rule=c.rule,
            source=c.source,
            of=entry.of,
        )
        for entry, c in frozen
    )
    return sale, TaxQuote(parts)


def _words(order: Order, *, lowered: bool) -> str:
    rules = snapshot.in_force(snapshot.current().refunds.get(order.taxed_sale.state, ()), order.taxed_sale.on)
    label = RefundRule.FeeKept.PART_REFUNDED.label if lowered else RefundRule.FeeKept.WHOLE_TAX.label
    return f"{label}: {rules[-1].source}"[:200] if rules else ""


def _pk(entry: Entry) -> Any:
    return entry.line.pk if entry.line else None


__all__ = ["Choice", "Split", "preview", "write"]
