"""Placing the order of an exchange after the verdict; safe to run twice."""

from celery import shared_task

from orders.payments import rounds
from orders.returns.exchanging import completing


@shared_task
def complete_exchange(ret_pk: int) -> None:
    """Place the order of one exchange; what doesn't work out now is the sweep's."""
    rounds.each([ret_pk], completing.complete)
