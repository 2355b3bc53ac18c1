"""Background work of authentication; beat runs the sweep, and it is safe to run twice."""

from celery import shared_task

from authentication.cases import sweeping
from authentication.serials import lists


@shared_task
def sweep_cases() -> None:
    """Every minute: reminders of cases, reviews left alone, links outside that expire."""
    sweeping.sweep()


@shared_task
def digest_flagged() -> None:
    """Every half minute: numbers of lists that were brought in; they are compared with all pieces then."""
    lists.digest_waiting()
