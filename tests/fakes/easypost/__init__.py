"""A faithful local double of EasyPost: shipments, rates, labels, trackers, refunds, webhooks (docs/doubles.md)."""

from .double import EasyPostDouble

__all__ = ["EasyPostDouble"]
