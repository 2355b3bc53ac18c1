"""A faithful local double of Stripe: the API, Stripe.js, Checkout, 3-D Secure and webhooks (docs/doubles.md)."""

from .double import StripeDouble

__all__ = ["StripeDouble"]
