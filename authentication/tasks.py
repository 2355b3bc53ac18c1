"""Background work of authentication; beat runs the sweep, and it is safe to run twice."""

from celery import shared_task

from authentication.cases import sweeping


@shared_task
def sweep_cases() -> None:
    """Every minute: reminders of cases, reviews left alone, links outside that expire."""
    sweeping.sweep()
