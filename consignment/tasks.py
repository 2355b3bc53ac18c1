"""Deadlines of the consignment room, swept: each is an indexed query, safe to run twice at once."""

from celery import shared_task

from consignment.offers import making


@shared_task
def sweep_offers() -> None:
    """Remind of offers that end soon, end those whose time is over."""
    making.remind_due()
    making.lapse_due()
