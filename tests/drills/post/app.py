"""The shop's Celery application whose children take minutes for seconds; the law stays."""

from datetime import timedelta
from typing import Any

from celery.signals import worker_process_init

from portero.celery import app

__all__ = ["app"]
LEASE = timedelta(seconds=3)
RETRIES = [timedelta(seconds=0.5), timedelta(seconds=1), timedelta(seconds=2)]


@worker_process_init.connect(weak=False)
def hurry(**_: Any) -> None:
    """In every child of the pool, also those that take the place of a killed one."""
    from portero.core.mail import attempts

    attempts.LEASE, attempts.RETRIES = LEASE, RETRIES
