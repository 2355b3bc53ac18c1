"""The daily look at the states' thresholds."""

from celery import shared_task

from orders.books import crossings


@shared_task
def watch_nexus() -> None:
    """Count the sales into states without a registration; warn accounting once per crossing."""
    crossings.sweep()
