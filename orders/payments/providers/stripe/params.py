"""What we send to Stripe to begin a payment. From the order as it was placed: a repeat must say the same."""

from datetime import timedelta
from typing import Any

from orders.payments.models import Payment
from portero.core.money import to_minor


def metadata(payment: Payment) -> dict[str, str]:
    """What our side knows the payment by, on everything Stripe keeps about it."""
    return {"order": payment.order.number, "attempt": str(payment.attempt)}


def card(payment: Payment) -> dict[str, Any]:
    """A PaymentIntent that Stripe's own fields confirm in her browser."""
    return _sum(payment) | _common(payment) | {"payment_method_types": ["card"]}


def card_hosted(payment: Payment, return_url: str, cancel_url: str) -> dict[str, Any]:
    """A Checkout session; Stripe makes the intent when she submits its page."""
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": to_minor(payment.amount),
        "product_data": {"name": f"Order {payment.order.number}"},
    }
    return {
        "mode": "payment",
        "payment_method_types": ["card"],
        "line_items": [{"quantity": 1, "price_data": price}],
        "payment_intent_data": _common(payment),
        "client_reference_id": payment.order.number,
        "customer_email": payment.order.contact.email,
        "metadata": metadata(payment),
        "success_url": return_url,
        "cancel_url": cancel_url,
        # From the attempt, not from now: a repeat under the same key must say the same.
        "expires_at": int((payment.created_at + timedelta(hours=1)).timestamp()),
    }


def affirm(payment: Payment, return_url: str) -> dict[str, Any]:
    """A PaymentIntent that is confirmed at once, so that Stripe answers the address of Affirm's page."""
    shipping = _person(payment, payment.order.shipping_address)
    return (
        _sum(payment)
        | _common(payment)
        | {"payment_method_types": ["affirm"], "confirm": True, "shipping": shipping}
        | affirm_method(payment, return_url)
    )


def affirm_method(payment: Payment, return_url: str) -> dict[str, Any]:
    """What confirming with Affirm needs; the delivery address is locked to the one that the intent carries."""
    billed = payment.order.billing_address or payment.order.shipping_address
    details = _person(payment, billed) | {"email": payment.order.contact.email}
    return {
        "payment_method_data": {"type": "affirm", "billing_details": details},
        "return_url": return_url,
    }


def _sum(payment: Payment) -> dict[str, Any]:
    return {"amount": to_minor(payment.amount), "currency": payment.currency.lower()}


def _common(payment: Payment) -> dict[str, Any]:
    return {
        "capture_method": "manual",
        "description": f"Portero order {payment.order.number}",
        "metadata": metadata(payment),
    }


def _person(payment: Payment, address: Any) -> dict[str, Any]:
    parts = {
        "line1": address.line1,
        "line2": ", ".join(filter(None, [address.line2, address.line3])),
        "city": address.line4,
        "state": address.state,
        "postal_code": address.postcode,
        "country": address.country_id,
    }
    told = {
        "name": f"{address.first_name} {address.last_name}".strip(),
        "phone": payment.order.contact.phone,
    }
    # Stripe takes an empty text as "unset", which a new object can't be asked.
    return {name: value for name, value in told.items() if value} | {
        "address": {name: value for name, value in parts.items() if value}
    }
