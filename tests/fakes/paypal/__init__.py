"""A faithful local double of PayPal: Orders, Payments, disputes, reports, webhooks and its page (docs/doubles.md)."""

from .double import PayPalDouble

__all__ = ["PayPalDouble"]
