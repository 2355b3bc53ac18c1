"""What Stripe Tax answers, read strictly: an answer that doesn't add up to the cent is no answer."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from orders.tax.calculator import Component, Sale, TaxQuote
from orders.tax.stripe_tax.params import GIFT_WRAP_LINE, HANDLING_LINE, params_of

LEVELS = {"state", "county", "city", "district"}
BESIDE = {HANDLING_LINE: "handling", GIFT_WRAP_LINE: "gift wrap"}
# In Stripe's words: why a line is taxed as it is. What isn't listed is shown as Stripe writes it.
REASONS = {
    "standard_rated": "full price",
    "reduced_rated": "reduced rate",
    "portion_standard_rated": "part of the price",
    "portion_reduced_rated": "part of the price, reduced rate",
    "product_exempt": "exempt",
    "product_exempt_holiday": "tax holiday",
    "portion_product_exempt": "part of the price exempt",
    "customer_exempt": "exempt buyer",
    "not_subject_to_tax": "not taxed",
    "not_collecting": "no registration",
    "zero_rated": "zero rated",
}


class Unusable(ValueError):
    """The answer can't be trusted with money; the message says why, without what the buyer told."""


def read(answer: Mapping[str, Any], sale: Sale) -> TaxQuote:
    """The quote in a calculation of this sale, in USD. Raises Unusable."""
    if str(answer.get("currency", "")).lower() != "usd":
        raise Unusable("another currency")
    source = f"Stripe Tax {_text(answer, 'id')}"[:200]
    lines = _lines(answer)
    asked = {line["reference"]: line["amount"] for line in params_of(sale)["line_items"]}
    if {line.get("reference"): line.get("amount") for line in lines} != asked or len(lines) != len(asked):
        raise Unusable("other lines than asked for")
    components = [part for line in lines for part in _of_line(line, source)]
    shipping = answer.get("shipping_cost")
    if isinstance(shipping, Mapping):
        components += _parts(shipping, None, "price", source)
    if sum((c.amount for c in components), Decimal(0)) != _usd(answer, "tax_amount_exclusive"):
        raise Unusable("the parts don't add up to the tax")
    return TaxQuote(tuple(components), matched="provider", provider="Stripe Tax")


def _lines(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    listed = answer.get("line_items")
    data = listed.get("data") if isinstance(listed, Mapping) else None
    if not isinstance(data, list) or not all(isinstance(line, Mapping) for line in data):
        raise Unusable("no lines")
    if isinstance(listed, Mapping) and listed.get("has_more"):
        raise Unusable("not all lines")
    return data


def _of_line(line: Mapping[str, Any], source: str) -> Iterator[Component]:
    reference = str(line["reference"])
    beside = BESIDE.get(reference)
    yield from _parts(line, None if beside else reference, beside or "price", source)


def _parts(told: Mapping[str, Any], number: str | None, of: str, source: str) -> list[Component]:
    """One component per jurisdiction of a line; they add up to its tax."""
    listed = told.get("tax_breakdown") or []
    if not isinstance(listed, list) or not all(isinstance(part, Mapping) for part in listed):
        raise Unusable("a breakdown of another form")
    parts = [_component(part, number, of, source) for part in listed]
    if sum((part.amount for part in parts), Decimal(0)) != _usd(told, "amount_tax"):
        raise Unusable("a line's parts don't add up to its tax")
    return parts


def _component(part: Mapping[str, Any], number: str | None, of: str, source: str) -> Component:
    where = _mapping(part, "jurisdiction")
    rate = part.get("tax_rate_details")
    reason = str(part.get("taxability_reason") or "")
    level = str(where.get("level") or "")
    return Component(
        number=number,
        jurisdiction=_text(where, "display_name")[:80],
        level=level if level in LEVELS else "state",
        percent=_percent(rate.get("percentage_decimal")) if isinstance(rate, Mapping) else Decimal(0),
        base=_usd(part, "taxable_amount"),
        amount=_usd(part, "amount"),
        rule=REASONS.get(reason, reason.replace("_", " "))[:120],
        source=source,
        of=of,
    )


def _usd(told: Mapping[str, Any], name: str) -> Decimal:
    """Whole cents, never negative, as USD."""
    found = told.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 10**11:
        raise Unusable(f"{name} is not a sum")
    return Decimal(found).scaleb(-2)


def _percent(told: Any) -> Decimal:
    try:
        percent = Decimal(str(told))
    except InvalidOperation:
        percent = Decimal("nan")
    if not percent.is_finite() or not 0 <= percent < 100:
        raise Unusable("a rate is not a percentage")
    return percent


def _mapping(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    if not isinstance(found, Mapping):
        raise Unusable(f"{name} is missing")
    return found


def _text(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise Unusable(f"{name} is missing")
    return found
