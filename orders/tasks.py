"""Sweeps over orders that beat starts."""

from celery import shared_task

from orders import expiry


@shared_task
def expire_holds() -> None:
    """Release the holds that have ended."""
    expiry.expire_holds()
