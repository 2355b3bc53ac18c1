"""A sale as Stripe Tax is asked for it: whole cents, one line per piece, codes of Stripe's product catalogue."""

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from orders.tax.calculator import Sale, TaxableLine

# Stripe's product tax codes (docs.stripe.com/tax/tax-codes, read 2026-11); what has none of its own is general.
GENERAL = "txcd_99999999"
CODES = {
    "clothing": "txcd_30011000",
    "shoes": "txcd_30011000",
    "scarf": "txcd_30011000",
    "belt": "txcd_30011000",
    "jewelry": "txcd_30060007",
}
SHIPPING, SHIPPING_AND_HANDLING, HANDLING = "txcd_92010001", "txcd_92010000", "txcd_92010004"
# How we name the lines that aren't pieces; item numbers never look like this.
HANDLING_LINE, GIFT_WRAP_LINE = "handling", "gift wrap"


def params_of(sale: Sale) -> dict[str, Any]:
    """The body of a calculation of this sale. Sums are whole US cents before tax."""
    lines = [_line(line.number, line.total, _code(line), line.quantity) for line in sale.lines]
    handling = Decimal(0) if sale.combined else sale.handling
    if handling:
        lines.append(_line(HANDLING_LINE, handling, HANDLING))
    if sale.gift_wrap:
        lines.append(_line(GIFT_WRAP_LINE, sale.gift_wrap, GENERAL))
    shipping = sale.shipping + (sale.handling if sale.combined else Decimal(0))
    code = SHIPPING_AND_HANDLING if sale.combined else SHIPPING
    return {
        "currency": "usd",
        "line_items": lines,
        "shipping_cost": {"amount": cents(shipping), "tax_behavior": "exclusive", "tax_code": code},
        "customer_details": _customer(sale),
        "tax_date": int(datetime.combine(sale.on, time(17), UTC).timestamp()),
        "expand": ["line_items.data.tax_breakdown", "shipping_cost.tax_breakdown"],
    }


def cents(amount: Decimal) -> int:
    """USD as whole cents. Raises ValueError for parts of a cent."""
    whole = amount * 100
    if whole != whole.to_integral_value():
        raise ValueError(f"{amount} USD has parts of a cent.")
    return int(whole)


def _customer(sale: Sale) -> dict[str, Any]:
    to = sale.to
    address = {
        "line1": to.line1,
        "city": to.city,
        "state": to.state,
        "postal_code": to.zip if len(to.zip) <= 5 else f"{to.zip[:5]}-{to.zip[5:]}",
        "country": to.country,
    }
    override = "customer_exempt" if sale.exemption else "none"
    return {"address": address, "address_source": "shipping", "taxability_override": override}


def _code(line: TaxableLine) -> str:
    return CODES.get(line.category, GENERAL)


def _line(reference: str, amount: Decimal, code: str, quantity: int = 1) -> dict[str, Any]:
    return {
        "reference": reference,
        "amount": cents(amount),
        "quantity": quantity,
        "tax_behavior": "exclusive",
        "tax_code": code,
    }
