"""Background work of claims; beat runs it, it is safe to run twice."""

from celery import shared_task

from orders.promise.sweeping import sweep


@shared_task
def sweep_claims() -> int:
    """Every minute: clocks that ring, what carriers told, refunds that have gone out."""
    return sweep()
