"""Tax calculations: Stripe's shapes over a small table of rates of its own, by state."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from .call import Call
from .errors import Json, invalid
from .forms import allow, choice, integer, mapping, required
from .ids import new_id

NINETY_DAYS = 90 * 24 * 3600
TWO_DAYS = 48 * 3600
PARAMS = {"currency", "line_items", "shipping_cost", "customer_details", "tax_date", "ship_from_details"}
OVERRIDES = ("none", "customer_exempt", "reverse_charge")
# Level, name, percent. Elsewhere the account collects nothing.
RATES: dict[str, list[tuple[str, str, str]]] = {
    "CA": [("state", "California", "6.0"), ("county", "Los Angeles County", "0.25")],
    "CT": [("state", "Connecticut", "6.35")],
    "NJ": [("state", "New Jersey", "6.625")],
    "NY": [
        ("state", "New York", "4.0"),
        ("city", "New York City", "4.5"),
        ("district", "Metropolitan Commuter Transportation District", "0.375"),
    ],
}
CLOTHING = "txcd_30011000"


def calculate(call: Call) -> Json:
    """POST /v1/tax/calculations."""
    allow(call.params, PARAMS)
    if required(call.params, "currency") != "usd":
        raise invalid("The double calculates in usd only.", param="currency")
    customer = mapping(call.params, "customer_details")
    address = _address(customer)
    exempt = choice(customer, "taxability_override", OVERRIDES, "none") != "none"
    lines = [_line(call, line, address["state"], exempt) for line in _listed(call.params)]
    shipping = _shipping(call, address["state"], exempt)
    tax = sum(part["amount_tax"] for part in [*lines, shipping])
    net = sum(part["amount"] for part in [*lines, shipping])
    made: Json = {
        "id": new_id("taxcalc"),
        "object": "tax.calculation",
        "amount_total": net + tax,
        "currency": "usd",
        "customer": None,
        "customer_details": {
            "address": address,
            "address_source": "shipping",
            "ip_address": None,
            "tax_ids": [],
            "taxability_override": customer.get("taxability_override", "none"),
        },
        "expires_at": call.now + NINETY_DAYS,
        "line_items": {
            "object": "list",
            "data": lines,
            "has_more": False,
            "url": "/v1/tax/calculations/line_items",
        },
        "livemode": False,
        "ship_from_details": None,
        "shipping_cost": shipping,
        "tax_amount_exclusive": tax,
        "tax_amount_inclusive": 0,
        "tax_breakdown": [],
        "tax_date": _tax_date(call),
    }
    call.tx.put("tax_calculation", made["id"], made)
    return _as_expanded(call, made)


def _address(customer: Json) -> Json:
    address = mapping(customer, "address")
    if required(address, "country") == "US" and not (address.get("postal_code") or address.get("state")):
        message = "We could not determine the customer's tax location based on the provided address."
        raise invalid(message, code="customer_tax_location_invalid", param="customer_details[address]")
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    return {name: address.get(name) or None for name in names}


def _listed(params: Json) -> list[Json]:
    lines = required(params, "line_items")
    if not isinstance(lines, list):
        raise invalid("Invalid array", param="line_items")
    references = [line.get("reference") for line in lines]
    if len(set(references)) != len(references):
        raise invalid("Line item references must be unique.", param="line_items")
    return lines


def _line(call: Call, told: Json, state: str | None, exempt: bool) -> Json:
    allow(told, {"amount", "quantity", "reference", "tax_behavior", "tax_code", "product"})
    code = str(told.get("tax_code") or "txcd_99999999")
    return {
        "id": new_id("tax_li"),
        "object": "tax.calculation_line_item",
        "livemode": False,
        "metadata": None,
        "product": None,
        "quantity": integer(told, "quantity", 1),
        "reference": told.get("reference") or new_id("ref", 8),
        **_taxed(told, code, state, exempt),
    }


def _shipping(call: Call, state: str | None, exempt: bool) -> Json:
    told = mapping(call.params, "shipping_cost")
    allow(told, {"amount", "tax_behavior", "tax_code", "shipping_rate"})
    return _taxed(told, str(told.get("tax_code") or "txcd_92010001"), state, exempt)


def _taxed(told: Json, code: str, state: str | None, exempt: bool) -> Json:
    amount = integer(told, "amount", 0) or 0
    if amount < 0:
        raise invalid("This value must be greater than or equal to 0.", param="amount")
    parts = list(_parts(amount, code, state or "", exempt))
    return {
        "amount": amount,
        "amount_tax": sum(part["amount"] for part in parts),
        "tax_behavior": choice(told, "tax_behavior", ("exclusive",), "exclusive"),
        "tax_breakdown": parts,
        "tax_code": code,
    }


def _parts(amount: int, code: str, state: str, exempt: bool) -> Iterator[Json]:
    for level, name, percent in RATES.get(state, [("state", state or "United States", "0.0")]):
        reason = _reason(code, state, amount, exempt)
        rate = Decimal(percent) if reason == "standard_rated" else Decimal(0)
        tax = (amount * rate / 100).quantize(Decimal(1), ROUND_HALF_UP)
        yield {
            "amount": int(tax),
            "jurisdiction": {"country": "US", "display_name": name, "level": level, "state": state or None},
            "sourcing": "destination",
            "tax_rate_details": {
                "display_name": "Sales tax",
                "percentage_decimal": f"{rate.normalize():f}",
                "tax_type": "sales_tax",
            },
            "taxability_reason": reason,
            "taxable_amount": amount if rate else 0,
        }


def _reason(code: str, state: str, amount: int, exempt: bool) -> str:
    if state not in RATES:
        return "not_collecting"
    if exempt:
        return "customer_exempt"
    clothing = code == CLOTHING and (state == "NJ" or (state == "NY" and amount < 110_00))
    return "product_exempt" if clothing else "standard_rated"


def _tax_date(call: Call) -> int:
    told = integer(call.params, "tax_date", call.now) or 0
    if abs(told - call.now) > TWO_DAYS:
        raise invalid("The tax date must be within 48 hours of now.", param="tax_date")
    return told


def _as_expanded(call: Call, made: Json) -> Json:
    """Without ``expand`` the lines and the breakdowns aren't sent, as at Stripe."""
    asked = call.params.get("expand") or []
    paths = [asked] if isinstance(asked, str) else asked
    lines = [dict(line) for line in made["line_items"]["data"]]
    shipping = dict(made["shipping_cost"])
    if "line_items.data.tax_breakdown" not in paths:
        for line in lines:
            line["tax_breakdown"] = None
    if "shipping_cost.tax_breakdown" not in paths:
        shipping.pop("tax_breakdown")
    sent = {**made, "shipping_cost": shipping, "line_items": {**made["line_items"], "data": lines}}
    if not any(path.split(".")[0] == "line_items" for path in paths):
        sent.pop("line_items")
    return sent
