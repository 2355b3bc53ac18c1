"""The facts as a reader outside the house wants them: sums with cents, moments with their year."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portero.core.money import dollars
from portero.core.words import clock


def of(value: Any) -> Any:
    """The same facts with every moment and sum in words; nothing else is changed."""
    if isinstance(value, dict):
        return {key: of(part) for key, part in value.items()}
    if isinstance(value, list):
        return [of(part) for part in value]
    if isinstance(value, Decimal):
        return dollars(value, cents=True)
    return moment(value) if isinstance(value, datetime) else value


def moment(at: datetime) -> str:
    """`24 Nov 2026, 3:15 pm ET`: with its year, because the bank reads it next year."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%b %Y}, {clock(at)}"


def in_short(facts: dict[str, Any]) -> list[str]:
    """What the evidence comes to, in sentences that each state one recorded fact."""
    return [sentence for sentence in (*_sale(facts), *_delivery(facts), *_since(facts)) if sentence]


def _sale(facts: dict[str, Any]) -> list[str]:
    order, buyer = facts["order"], facts["buyer"]
    paid = next((payment for payment in facts["payments"] if payment["captured_at"]), None)
    passed = [name for name, result in (paid or {"checks": {}})["checks"].items() if result == "pass"]
    verified = facts["verification"]
    return [
        f"{buyer['name']} ordered on {moment(order['placed_at'])} and confirmed a total of {of(order['total'])}.",
        f"The payment was captured on {moment(paid['captured_at'])}." if paid else "",
        f"Her bank's checks passed: {', '.join(passed)}." if passed else "",
        "Delivery and billing address are the same." if buyer["delivered_to"] == buyer["billed_to"] else "",
        f"She had paid {_orders(buyer['paid_before'])} before." if buyer["paid_before"] else "",
        f"We looked at the order before charging it: {verified['decision'].lower()}." if verified else "",
    ]


def _orders(count: int) -> str:
    return "one order" if count == 1 else f"{count} orders"


def _delivery(facts: dict[str, Any]) -> list[str]:
    return [_parcel(parcel) for parcel in facts["deliveries"]]


def _parcel(parcel: dict[str, Any]) -> str:
    with_whom = f"{parcel['carrier']}, tracking number {parcel['tracking_number']}"
    if parcel["delivered_at"]:
        signed = " with signature" if parcel["signature"] == "required" else ""
        return f"Parcel {parcel['number']} was delivered{signed} on {moment(parcel['delivered_at'])} by {with_whom}."
    if parcel["shipped_at"]:
        return f"Parcel {parcel['number']} was handed over on {moment(parcel['shipped_at'])} to {with_whom}."
    return f"Parcel {parcel['number']} has not left yet."


def _since(facts: dict[str, Any]) -> list[str]:
    refunds = [refund for refund in facts["refunds"] if refund["done_at"]]
    given = sum((refund["amount"] for refund in refunds), Decimal("0.00"))
    return [f"{of(given)} has been refunded." if refunds else "Nothing has been refunded."]
