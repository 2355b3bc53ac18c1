"""What is charged beside the goods (shipping, handling, gift wrap): how much of it a state may tax, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from orders.tax.calculator import Sale, TaxableLine
from orders.tax.models import ShippingRule

WORDS = {
    "taxable": "shipping is taxable",
    "at_cost": "shipping above the carrier's cost",
    "avoidable": "shipping, no pickup offered",
    "exempt": "shipping and handling on one line",
}


@dataclass(frozen=True)
class Charge:
    """A charge and its taxable amount in USD; `whole` taxes all of it as soon as one line is taxable."""

    of: str
    amount: Decimal
    rule: str
    source: str
    whole: bool = False


def charges_of(sale: Sale, rule: ShippingRule) -> list[Charge]:
    """The charges of a sale as far as the state's rule leaves them taxable at all."""
    shipping, handling = _taxable(sale, rule)
    # Delivery that the bill divides by line follows the lines, also where one charge would be taxed whole.
    whole = rule.mixed == ShippingRule.Mixed.WHOLE and not _divided(sale)
    found = [
        Charge("shipping", shipping, WORDS[rule.kind], rule.source, whole),
        Charge("handling", handling, "handling is taxable", rule.source, whole),
        Charge("gift wrap", _wrap(sale, rule), "gift wrap follows the item", rule.source),
    ]
    return [charge for charge in found if charge.amount]


def shares(charge: Charge, sale: Sale) -> list[Fraction]:
    """Each line's part of a charge, as fractions that add up to 1: as the bill divides it, else by price."""
    if charge.of == "shipping" and _divided(sale):
        weights = [line.shipping or Decimal(0) for line in sale.lines]
    else:
        weights = [line.total for line in sale.lines]
    cents = [int(weight * 100) for weight in weights]
    total = sum(cents)
    if not total:
        return [Fraction(1, len(sale.lines)) for _ in sale.lines]
    return [Fraction(weight, total) for weight in cents]


def _wrap(sale: Sale, rule: ShippingRule) -> Decimal:
    exempt = rule.gift_wrap == ShippingRule.GiftWrap.EXEMPT
    return Decimal(0) if exempt else sale.gift_wrap


def _divided(sale: Sale) -> bool:
    stated: Sequence[TaxableLine] = [line for line in sale.lines if line.shipping is not None]
    return bool(stated) and sum((line.shipping or Decimal(0) for line in stated), Decimal(0)) > 0


def _taxable(sale: Sale, rule: ShippingRule) -> tuple[Decimal, Decimal]:
    """The taxable part of shipping and of handling, in USD."""
    none = Decimal(0)
    shipping = sale.shipping + sale.handling if sale.combined else sale.shipping
    handling = none if sale.combined else sale.handling
    free = sale.pickup_offered and rule.kind == ShippingRule.Kind.AVOIDABLE
    if free and rule.handling == ShippingRule.Handling.AS_SHIPPING:
        handling = none
    if rule.kind == ShippingRule.Kind.AT_COST:
        cost = sale.shipping if sale.carrier_cost is None else sale.carrier_cost
        return max(shipping - cost, none), handling
    exempt = rule.kind == ShippingRule.Kind.EXEMPT and not sale.combined
    return (none if exempt or free else shipping), handling
