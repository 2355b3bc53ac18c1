"""Reconciliation: what we booked beside what the provider booked, to the cent; what differs is somebody's task."""

from orders.payments.reconciliation.differences import CloseRefused, close, waiting
from orders.payments.reconciliation.running import daily, reconcile

__all__ = ["CloseRefused", "close", "daily", "reconcile", "waiting"]
