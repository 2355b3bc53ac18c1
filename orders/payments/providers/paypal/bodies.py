"""What we ask PayPal for: the bodies of our requests."""

from decimal import Decimal
from typing import Any

from orders.payments.models import Payment
from portero.core.money import quantise


def order(payment: Payment, return_url: str, cancel_url: str) -> dict[str, Any]:
    """An order to be authorised, to the address she gave us and no other, paid at once (no eCheck)."""
    note = f"{payment.order.number}-{payment.attempt}"
    unit = {
        "description": f"Portero order {payment.order.number}",
        "invoice_id": note,
        "custom_id": note,
        "amount": amount(payment.amount, payment.currency),
        "shipping": shipping(payment.order.shipping_address),
    }
    experience = {
        "brand_name": "Portero",
        "locale": "en-US",
        "shipping_preference": "SET_PROVIDED_ADDRESS",
        "user_action": "PAY_NOW",
        "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
        "return_url": return_url,
        "cancel_url": cancel_url,
    }
    return {
        "intent": "AUTHORIZE",
        "purchase_units": [unit],
        "payment_source": {"paypal": {"experience_context": experience}},
    }


def amount(value: Decimal, currency: str) -> dict[str, str]:
    """Money as PayPal writes it. Raises ValueError if it isn't a whole number of cents."""
    if quantise(value) != value:
        raise ValueError(f"{value} is not a whole number of cents.")
    return {"currency_code": currency, "value": str(quantise(value))}


def shipping(address: Any) -> dict[str, Any]:
    """Where it goes; her name is as she wrote it for the parcel."""
    lines = {
        "address_line_1": address.line1,
        "address_line_2": ", ".join(filter(None, [address.line2, address.line3])),
        "admin_area_2": address.line4,
        "admin_area_1": address.state,
        "postal_code": address.postcode,
        "country_code": address.country_id,
    }
    return {
        "type": "SHIPPING",
        "name": {"full_name": address.name[:300]},
        "address": {name: value for name, value in lines.items() if value},
    }
