"""Background work of fulfilment; beat runs it, it is safe to run twice."""

from celery import shared_task

from orders.fulfilment import astray, handing, parcels
from orders.fulfilment.sweep import sweep


@shared_task
def sweep_ship_by() -> int:
    """Every minute: reminders, breaches and the mails about them."""
    return sweep()


@shared_task
def sweep_parcels() -> int:
    """Every half minute: what drivers took and what carriers told of parcels becomes shipped, delivered or astray."""
    return handing.finish_all() + parcels.sweep() + astray.sweep()
