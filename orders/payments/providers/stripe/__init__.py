"""Stripe: cards and Affirm."""

from orders.payments.providers.stripe.driver import StripePayments

__all__ = ["StripePayments"]
