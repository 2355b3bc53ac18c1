"""The poller and the webhook worker: both end in `settle`."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from orders.payments import webhooks
from orders.payments.gateway import GatewayError
from orders.payments.models import Payment
from orders.payments.settle import next_lookup, settle

logger = logging.getLogger(__name__)

BATCH = 100  # one provider call each: a hundred take about half a minute at 300 ms


@shared_task
def poll_payments() -> None:
    """Ask the provider about every payment that is due; a compare-and-set keeps two pollers apart."""
    now = timezone.now()
    for payment in Payment.objects.filter(lookup_at__lte=now).order_by("lookup_at")[:BATCH]:
        taken = Payment.objects.filter(pk=payment.pk, lookup_at=payment.lookup_at).update(
            lookup_at=max(next_lookup(payment), now + timedelta(minutes=1))
        )
        if taken:
            _settle(payment.pk)


@shared_task
def work_webhook(message_id: int) -> None:
    """Work one message of the inbox off; does nothing if it was."""
    webhooks.work(message_id)


@shared_task
def sweep_webhooks() -> None:
    """Work off what no task finished."""
    for message_id in webhooks.open_messages():
        try:
            webhooks.work(message_id)
        except GatewayError as error:
            logger.warning("webhook %s waits: %s", message_id, type(error).__name__)


def _settle(payment_pk: int) -> None:
    try:
        settle(payment_pk)
    except GatewayError as error:
        logger.warning("payment %s waits: %s", payment_pk, type(error).__name__)
