"""Celery tasks enqueue on commit by construction; those that every room shares stand here."""

import logging
from typing import Any

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class OnCommitTask(Task):
    """A task that reaches the broker only after the caller's transaction is committed, and never if it isn't.

    Every task has a sweep or poller behind it, so a broker that is down delays the work and breaks no page.
    """

    abstract = True

    def delay(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]  # no result before commit
        """Enqueue after commit (at once where no transaction is open)."""
        transaction.on_commit(lambda: enqueue(self, *args, **kwargs))


def enqueue(task: Task, /, *args: Any, **kwargs: Any) -> None:
    """Enqueue now, for whoever knows that it is committed; asks nothing of the database."""
    try:
        task.apply_async(args, kwargs)
    except OperationalError:
        logger.exception("%s not enqueued: the broker can't be reached, its sweep will find it", task.name)


@shared_task
def send_mail(*mail_ids: int) -> None:
    """Send these outbox rows; does nothing about one that somebody else has or that is sent."""
    from portero.core.mail import outbox

    outbox.send_all(mail_ids)


@shared_task
def sweep_mail() -> None:
    """Queue again what got stuck: sending for too long, or due for a retry."""
    from portero.core.mail import outbox

    outbox.sweep()
