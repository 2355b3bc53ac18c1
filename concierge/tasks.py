"""Sweeps of the concierge that beat starts."""

from celery import shared_task

from concierge.searches import saving, telling
from concierge.waiting import telling as lines


@shared_task
def tell_searches() -> None:
    """Write to those whose saved search has found something new; forget what guests never confirmed."""
    telling.tell_all()
    saving.forget_unconfirmed()


@shared_task
def tell_lines() -> None:
    """Tell the lines of pieces whose hold has ended, or that are sold."""
    lines.tell_lines()
