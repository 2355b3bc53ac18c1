"""Stripe Tax as the calculator: asked over HTTP, with our own tables where it can't answer (docs/tax.md)."""

from orders.tax.stripe_tax.provider import StripeTax

__all__ = ["StripeTax"]
