"""Background work of logistics; beat runs it, it is safe to run twice."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task
from django.utils import timezone

from logistics import labels, tracking, webhooks
from logistics.gateway import CarrierError, Silent
from logistics.models import Label, LabelState

logger = logging.getLogger(__name__)
# Each silence may last as long as the driver's time limit; the next round asks again.
SILENT_ENOUGH = 3
TO_VOID = {LabelState.VOIDING, LabelState.STRAY}


@shared_task
def work_message(message_id: int) -> None:
    """Work one message of the inbox off; without an answer of the provider it is the sweep's."""
    each([message_id], webhooks.work)


@shared_task
def sweep_messages() -> None:
    """Work off what no task finished."""
    each(webhooks.open_messages(), webhooks.work)


@shared_task
def sweep_labels() -> None:
    """Find out what became of purchases and voids without an answer; fetch files that were late."""
    due = Label.objects.filter(lookup_at__lte=timezone.now()).order_by("lookup_at")
    each(list(due.values_list("pk", flat=True)[:100]), _settle)


@shared_task
def poll_parcels() -> None:
    """Ask about parcels that no webhook has told of for a while."""
    each(tracking.due(timezone.now()), _poll)


def each(numbers: Iterable[int], act: Callable[[int], object]) -> None:
    """Do it for each; what fails waits for the next round. Three silences of the provider in a row end this one."""
    silent = 0
    for number in numbers:
        try:
            act(number)
            silent = 0
        except CarrierError as error:
            logger.warning("%s of %s waits: %s", act.__name__, number, error.code or error.message)
            silent = silent + 1 if isinstance(error, Silent) else 0
        except Exception:  # a fault of one, whatever it is, must not keep the others waiting
            logger.exception("%s of %s failed; the next round tries again", act.__name__, number)
        if silent == SILENT_ENOUGH:
            break


def _settle(label_pk: int) -> None:
    # First the turn: one that always fails goes to the back.
    Label.objects.filter(pk=label_pk).update(lookup_at=timezone.now() + labels.ASK_AGAIN)
    label = labels.settle(label_pk)
    if label.state in TO_VOID:
        labels.send_void(label_pk)


def _poll(label_pk: int) -> None:
    Label.objects.filter(pk=label_pk).update(poll_at=timezone.now() + tracking.POLL_EVERY)
    tracking.refresh(label_pk)
