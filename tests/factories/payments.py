"""What a buyer does at the provider, done over HTTP as Stripe.js does it."""

from functools import cache

import stripe
from django.conf import settings

from orders.order.models import Order
from orders.payments import attempts
from orders.payments.models import Method, Payment

PAYS = "pm_card_visa"
DECLINED = "pm_card_visa_chargeDeclined"


def provider() -> stripe.StripeClient:
    """The provider, asked directly instead of through the shop's driver."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _client(key: str, address: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": address}, http_client=stripe.RequestsClient(timeout=60)
    )


def started_payment(order: Order) -> Payment:
    """She is on the payment page: the attempt is open at the provider."""
    return attempts.begin(order, Method.CARD).payment


def pay_at_provider(payment: Payment, method: str = PAYS) -> None:
    """She confirms with her card in the provider's fields. Raises stripe.CardError when her bank says no."""
    provider().v1.payment_intents.confirm(payment.reference, {"payment_method": method})


def authorised_payment(order: Order) -> Payment:
    """Her bank has set the money aside; the shop doesn't know yet."""
    payment = started_payment(order)
    pay_at_provider(payment)
    return payment
