"""PayPal: Orders v2, authorised first, captured by us (https://developer.paypal.com/docs/api/orders/v2/)."""

from orders.payments.providers.paypal.driver import PayPal

__all__ = ["PayPal"]
