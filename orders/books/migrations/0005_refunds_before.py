"""Refunds from before the books get their split: nobody said what they were for, so each is divided like the bill."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import migrations
from django.db.models import Sum

from orders.books.ledger import Entry
from orders.books.splitting import Split, in_proportion

ZERO = Decimal("0.00")
DELIVERY = "Delivery"


def write(apps: Any, schema_editor: Any) -> None:
    """The oldest first: each takes its part of what those before it left."""
    bare = apps.get_model("payments", "Refund").objects.filter(split=None, payment__state="captured")
    for refund in bare.select_related("payment__order").order_by("pk"):
        order = refund.payment.order
        entries = [*_charged(apps, order), *_tax(apps, order)]
        whole = sum((entry.charged for entry in entries), ZERO) == order.total_incl_tax
        # One that failed, and whose sum went back by another since, can't be taken up again.
        if whole and refund.amount <= sum((entry.left for entry in entries), ZERO):
            _write(apps, refund, in_proportion(entries, refund.amount))


def _charged(apps: Any, order: Any) -> Iterator[Entry]:
    parts = _counting(apps.get_model("books", "RefundPart"), order)
    sums = dict(parts.values_list("line").order_by("line").annotate(Sum("amount")))
    for line in order.lines.order_by("pk"):
        back = sums.get(line.pk, ZERO)
        label = f"{line.title}, {line.upc}"
        yield Entry(f"line-{line.pk}", "goods", label, line.line_price_excl_tax, back, line, "price")
    delivery = order.shipping_excl_tax
    yield Entry("delivery", "charge", DELIVERY, delivery, sums.get(None, ZERO), of="shipping")


def _tax(apps: Any, order: Any) -> Iterator[Entry]:
    reversals = _counting(apps.get_model("books", "TaxReversal"), order)
    for component in order.tax_components.select_related("line").order_by("pk"):
        back = reversals.filter(component=component).aggregate(
            amount=Sum("amount", default=ZERO), base=Sum("base", default=ZERO)
        )
        yield Entry(
            f"tax-{component.pk}",
            "tax",
            component.jurisdiction,
            component.amount,
            back["amount"],
            component.line,
            "price" if component.line_id else "shipping",
            component,
            back["base"],
        )


def _counting(model: Any, order: Any) -> Any:
    rows = model.objects.filter(split__refund__payment__order=order)
    return rows.exclude(split__refund__state="failed")


def _write(apps: Any, refund: Any, split: Split) -> None:
    head = apps.get_model("books", "RefundSplit").objects.create(refund=refund, how=split.how)
    part, reversal = apps.get_model("books", "RefundPart"), apps.get_model("books", "TaxReversal")
    for share in split.shares:
        entry = share.entry
        if entry.component is None:
            told = {"kind": entry.kind, "line": entry.line, "label": entry.label[:200]}
            part.objects.create(split=head, amount=share.amount, **told)
        else:
            reversal.objects.create(
                split=head, component=entry.component, base=share.base, amount=share.amount
            )


class Migration(migrations.Migration):
    dependencies = [("books", "0004_thresholds"), ("tax", "0012_corrections")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
