"""What a paper says, gathered once from the frozen rows of the order and put into words; sums as `1,234.00` USD."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from orders import bill, breakdown
from orders.books.models import RefundPart
from orders.breakdown import Taxed
from orders.invoices.models import Kind, Paper, Seller
from orders.order.models import Order
from orders.payments.models import Payment, PaymentState, Refund
from orders.payments.origin import is_by_hand, sent_by
from orders.payments.words import by_hand, form_of
from portero.core.money import bare

ZERO = Decimal("0.00")
GOODS = "Authenticated pre-owned goods, sold by {name} as the retailer. Each piece is one of a kind."


def of_sale(order: Order, paid: Iterable[Payment], on: date, seller: Seller) -> dict[str, Any]:
    """An invoice: pieces, charges and tax as billed, what was paid and how; a credit names the return it is of."""
    lines = list(order.lines.select_related("product__item__designer").order_by("pk"))
    rows = bill.of_order(order)[len(lines) :]  # the pieces come first and are told with their numbers
    return _head(order, seller, Kind.INVOICE, on) | {
        "pieces": [_piece(line) for line in lines],
        "rows": [{"label": r.label, "amount": bare(r.amount), "part": r.part} for r in rows],
        "total": bare(order.total_incl_tax),
        "tax": _tax(breakdown.of_order(order)),
        "paid": [_paid(payment) for payment in paid],
        "notes": [GOODS.format(name=seller.name), *_partly(order)],
    }


def of_refund(order: Order, refund: Refund, about: Paper, seller: Seller) -> dict[str, Any]:
    """A credit note: what of the invoice was given back, with its tax, and to what it went."""
    split, on = refund.split, timezone.localdate(refund.done_at)
    parts = list(split.parts.select_related("line"))
    reversals = list(split.reversals.select_related("component__line"))
    pieces = [part for part in parts if part.kind == RefundPart.Kind.GOODS]
    tax = sum((reversal.amount for reversal in reversals), ZERO)
    rows = [_row(part.label, part.amount) for part in parts if part.kind != RefundPart.Kind.GOODS]
    if tax:
        rows.append(_row("Sales tax", tax))
    return _head(order, seller, Kind.CREDIT_NOTE, on) | {
        "about": about.number,
        "about_on": _day(about.issued_on),
        "pieces": [_part(part.line, part.amount) for part in pieces],
        "rows": rows,
        "total": bare(refund.amount),
        "tax": _tax(_reversed(reversals)),
        "paid": [
            {
                "how": _returned_to(refund),
                "on": _day(on),
                "amount": bare(refund.amount),
            }
        ],
        "notes": _fee(split.fee_kept),
    }


def _paid(payment: Payment) -> dict[str, str]:
    return {
        "how": _first_upper(form_of(payment)),
        "on": _day(timezone.localdate(payment.captured_at)),
        "amount": bare(payment.captured_amount),
    }


def _returned_to(refund: Refund) -> str:
    """The form of payment; or the order that it pays instead, or that a person paid it another way."""
    credit = (
        Payment.objects.filter(source=refund, state=PaymentState.CAPTURED).select_related("order").first()
    )
    if credit is not None:
        return f"Credit to order {credit.order.number}"
    payment = sent_by(refund)
    if is_by_hand(refund):
        return f"you {by_hand(refund.how)}"
    return _first_upper(form_of(payment)) if payment else ""


def _head(order: Order, seller: Seller, kind: Kind, on: date) -> dict[str, Any]:
    bill_to, deliver_to = order.billing_address or order.shipping_address, order.shipping_address
    return {
        "kind": kind.label,
        "issued": _day(on),
        "order": order.number,
        "ordered": _day(timezone.localdate(order.date_placed)),
        "seller": {
            "name": seller.name,
            "lines": seller.address.splitlines(),
            "contact": [line for line in (seller.email, seller.phone) if line],
            "registration": seller.registration,
        },
        "bill_to": _address(bill_to),
        "deliver_to": _address(deliver_to),
        "email": order.contact.email,
    }


def _piece(line: Any) -> dict[str, str]:
    item = line.product.item if line.product else None
    grade = item.get_grade_display() if item and item.grade else ""
    note = ". ".join(filter(None, [f"Item {line.upc}", grade]))
    return {"title": line.title, "note": note, "amount": bare(line.line_price_excl_tax)}


def _part(line: Any, amount: Decimal) -> dict[str, str]:
    return {"title": line.title, "note": f"Item {line.upc}", "amount": bare(amount)}


def _tax(taxed: Iterable[Taxed]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.what,
            "rows": [
                {
                    "jurisdiction": row.jurisdiction,
                    "level": row.level,
                    "percent": row.percent,
                    "base": bare(row.base),
                    "amount": bare(row.amount),
                    "rule": row.rule,
                }
                for row in one.rows
            ],
        }
        for one in taxed
    ]


def _reversed(reversals: Iterable[Any]) -> list[Taxed]:
    """The components that go back, with what of their base and amount does."""
    for reversal in reversals:
        reversal.component.base, reversal.component.amount = reversal.base, reversal.amount
    return breakdown.of_components(reversal.component for reversal in reversals)


def _row(label: str, amount: Decimal) -> dict[str, Any]:
    return {"label": label, "amount": bare(amount), "part": False}


def _fee(kept: Decimal) -> list[str]:
    return [f"A return and restocking fee of ${bare(kept)} was kept from the price."] if kept else []


def _partly(order: Order) -> list[str]:
    said = breakdown.note_of(order)
    return [said] if said else []


def _address(address: Any) -> list[str]:
    """As on an envelope: name, street, `New York, NY 10021`, country."""
    if address is None:
        return []
    region = " ".join(filter(None, [address.state, address.postcode]))
    town = ", ".join(filter(None, [address.line4, region]))
    streets = [address.line1, address.line2, address.line3]
    return [line for line in (address.name, *streets, town, address.country.printable_name) if line]


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]
