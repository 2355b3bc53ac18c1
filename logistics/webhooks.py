"""The inbox: verify, store once, answer, work off in a task. An event only says where to look."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from logistics import tracking
from logistics.gateway import CarrierEvent
from logistics.labels import settle
from logistics.models import LIVE, CarrierMessage, Label, LabelState

# At two a minute: half a day. The poller asks about the parcel all the same.
GIVE_UP_AFTER = 1500
GIVE_THE_TASK_TIME = timedelta(seconds=30)
UNSETTLED = {state for state in LabelState if state not in {LabelState.BOUGHT, LabelState.REFUNDED}}


def receive(driver: str, event: CarrierEvent) -> CarrierMessage | None:
    """Store a verified event and queue its work; None if it was stored before."""
    fields = ("kind", "tracker", "shipment", "tracking_number")
    message = CarrierMessage(driver=driver, event_id=_fitting("event_id", event.id), facts=dict(event.facts))
    for name in fields:
        setattr(message, name, _fitting(name, getattr(event, name)))
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        return None
    from logistics.tasks import work_message

    work_message.delay(message.pk)
    return message


def work(message_id: int) -> None:
    """Ask the provider about the label that a message names; kept and marked if it is none of ours.

    Raises CarrierError when it can't be asked; the sweep tries again.
    """
    message = CarrierMessage.objects.get(pk=message_id)
    if message.processed_at is not None:
        return
    CarrierMessage.objects.filter(pk=message_id).update(attempts=message.attempts + 1)
    label = label_of(message)
    if label is not None:
        _follow(label)
    CarrierMessage.objects.filter(pk=message_id).update(
        processed_at=timezone.now(), problem="" if label else "no label of ours"
    )


def open_messages() -> list[int]:
    """Messages whose task should have finished by now; those that failed often come last."""
    late = timezone.now() - GIVE_THE_TASK_TIME
    waiting = CarrierMessage.objects.filter(
        processed_at__isnull=True, received_at__lte=late, attempts__lt=GIVE_UP_AFTER
    )
    return list(waiting.order_by("attempts", "received_at").values_list("pk", flat=True)[:200])


def label_of(message: CarrierMessage) -> Label | None:
    """The label that a message is about: by shipment, tracker or number; a live one before one that is not."""
    for name in ("shipment", "tracker", "tracking_number"):
        value = getattr(message, name)
        found = list(Label.objects.filter(**{name: value}).order_by("-pk")[:5]) if value else []
        if found:
            return next((label for label in found if label.state in LIVE), found[0])
    return None


def _follow(label: Label) -> None:
    """Money first: a parcel of a label that we think isn't bought tells that it is."""
    if label.state in UNSETTLED:
        label = settle(label.pk)
    if label.tracking_number:
        tracking.refresh(label.pk)


def _fitting(column: str, text: str) -> str:
    """What the column takes of a text: an odd event is kept, not refused."""
    longest: Any = CarrierMessage._meta.get_field(column)
    return text.replace("\x00", "")[: longest.max_length]
