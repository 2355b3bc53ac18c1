"""The difference is paid at the Stripe double."""

from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
