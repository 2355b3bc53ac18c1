"""The refunds of a lost parcel, one asked for after the other, and what follows when one is called off."""

from datetime import timedelta

from django.utils import timezone

from orders.fulfilment.models import Astray
from orders.payments.models import Refund
from orders.payments.origin import together_with
from portero.core.figures import figure


def of_task(task: Astray) -> list[Refund]:
    """All that were asked for the parcel of this task, in their order, also those that came to nothing."""
    return together_with(task.refund) if task.refund else []


def last_of(task: Astray) -> Refund | None:
    """The last of them, behind which another one is asked for."""
    asked = of_task(task)
    return asked[-1] if asked else None


def owe(task: Astray, why: str) -> None:
    """Leave the refund of a lost parcel to accounting, who look within `astray_look_hours`."""
    task.owes, task.owes_why = True, why[:300]
    task.look_by = timezone.now() + timedelta(hours=int(figure("astray_look_hours")))
    task.save(update_fields=["owes", "owes_why", "look_by"])


def called_off(refund: Refund, why: str) -> None:
    """A locked refund won't be sent: if a lost parcel waits for it, what it cost is owed again."""
    task = _task_of(refund)
    if task is not None:
        owe(task, f"Its refund was called off: {why}")


def given_up(refund: Refund) -> str:
    """The number of the lost parcel whose refund this was before it was called off; empty if there is none."""
    task = _task_of(refund) if refund.closed_at else None
    return task.shipment.number if task else ""


def _task_of(refund: Refund) -> Astray | None:
    found = Astray.objects.filter(refund=together_with(refund)[0]).select_related("shipment")
    return found.first()
