"""Celery tasks enqueue on commit by construction; those that every room shares stand here."""

from typing import Any

from celery import Task, shared_task
from django.db import transaction


class OnCommitTask(Task):
    """A task that reaches the broker only after the caller's transaction is committed, and never if it isn't."""

    abstract = True

    def delay(self, *args: Any, **kwargs: Any) -> None:
        """Enqueue after commit (at once where no transaction is open)."""
        transaction.on_commit(lambda: self.apply_async(args, kwargs))


@shared_task
def send_mail(mail_id: int) -> None:
    """Send one outbox row; does nothing if somebody else has it or it's sent."""
    from portero.core.mail import outbox

    outbox.send(mail_id)


@shared_task
def sweep_mail() -> None:
    """Queue again what got stuck: sending for too long, or due for a retry."""
    from portero.core.mail import outbox

    outbox.sweep()
