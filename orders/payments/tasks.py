"""The poller and the webhook worker, which both end in `settle`, and the sending of refunds."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from orders.payments import authorisations, reconciliation, refunds, rounds, webhooks, wire_rounds
from orders.payments.disputes.sweep import sweep as disputes_sweep
from orders.payments.models import Payment
from orders.payments.settle import next_lookup, settle


@shared_task
def poll_payments() -> None:
    """Ask about every payment that is due, the longest waiting first; a silent provider keeps no other's waiting."""
    due = Payment.objects.filter(lookup_at__lte=timezone.now()).order_by("lookup_at")
    rounds.by_provider(due, "provider", _poll)


@shared_task
def sweep_wires() -> None:
    """Finish what was left of incoming wires, and remind at half time."""
    wire_rounds.sweep()


@shared_task
def work_webhook(message_id: int) -> None:
    """Work one message of the inbox off; does nothing if it was."""
    webhooks.work(message_id)


@shared_task
def sweep_webhooks() -> None:
    """Work off what no task finished; a silent provider keeps no other's waiting."""
    for messages in webhooks.open_messages().values():
        rounds.each(messages, _work)


@shared_task
def watch_authorisations() -> None:
    """Prolong authorised money that is about to end, and tell staff."""
    authorisations.watch()


@shared_task
def sweep_disputes() -> None:
    """Ask about open disputes, and remind staff of what is due."""
    disputes_sweep()


@shared_task
def send_refund(refund_id: int) -> None:
    """Send a refund that was just asked for; what doesn't work out now is the sweep's."""
    rounds.each([refund_id], refunds.send)


@shared_task
def sweep_refunds() -> None:
    """Send what is due, and ask about what is with the provider; a silent one keeps no other's waiting."""
    rounds.by_provider(refunds.due().values_list("pk", flat=True), "payment__provider", refunds.send)


@shared_task
def reconcile_daily() -> None:
    """Compare yesterday with every provider's list; what failed or was missed is caught up."""
    reconciliation.daily()


def _poll(payment: Payment) -> int:
    """A compare-and-set keeps two pollers apart, and a payment that always fails goes to the back."""
    now = timezone.now()
    mine = Payment.objects.filter(pk=payment.pk, lookup_at=payment.lookup_at)
    if not mine.update(lookup_at=max(next_lookup(payment), now + timedelta(minutes=1))):
        return 0
    settle(payment.pk)
    return 1


def _work(message_id: int) -> int:
    webhooks.work(message_id)
    return 1
