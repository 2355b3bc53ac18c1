"""The webhook inbox: verify, store once, answer, work off in a task. An event only says where to look."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.payments import disputes, refunds
from orders.payments.gateway import Topic, WebhookEvent
from orders.payments.models import Payment, WebhookMessage
from orders.payments.settle import let_go_of_others, settle

GIVE_THE_TASK_TIME = timedelta(seconds=30)


def receive(provider: str, event: WebhookEvent) -> WebhookMessage | None:
    """Store a verified event and queue its work; None if this event was stored before."""
    message = WebhookMessage(
        provider=provider,
        event_id=_fitting("event_id", event.id),
        kind=_fitting("kind", event.kind),
        topic=event.topic,
        reference=_fitting("reference", event.reference),
        payload=dict(event.facts),
    )
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        return None
    from orders.payments.tasks import work_webhook

    work_webhook.delay(message.pk)
    return message


def work(message_id: int) -> None:
    """Follow what a message is about. Unknown events are kept, marked as about nothing of ours.

    Raises GatewayError when the provider can't be asked; the sweep tries again.
    """
    message = WebhookMessage.objects.get(pk=message_id)
    if message.processed_at is not None:
        return
    WebhookMessage.objects.filter(pk=message_id).update(attempts=message.attempts + 1)
    found = _follow(message)
    WebhookMessage.objects.filter(pk=message_id).update(
        processed_at=timezone.now(), problem="" if found else "no payment of ours"
    )


def _follow(message: WebhookMessage) -> bool:
    """Ask the provider about what the message names, and act on its answer; False if that is nothing of ours."""
    if message.topic == Topic.DISPUTE:
        return _follow_dispute(message)
    payment = _payment_of(message)
    if payment is not None:
        _act(message, payment)
    return payment is not None


def _follow_dispute(message: WebhookMessage) -> bool:
    reference = str(message.payload.get("dispute", ""))
    if reference:
        disputes.follow(message.provider, reference)
    return bool(reference)


def _act(message: WebhookMessage, payment: Payment) -> None:
    """Whatever it is about, the payment comes first: what was never captured can't have been refunded."""
    payment = settle(payment.pk)
    if message.topic == Topic.PAYMENT and message.reference not in {"", payment.reference}:
        let_go_of_others(payment)
    if message.topic == Topic.REFUND:
        refunds.follow(payment.pk, str(message.payload.get("refund") or ""))
    if taken := message.payload.get("reversed"):
        refunds.taken_back(payment.pk, str(taken))


def _fitting(column: str, text: str) -> str:
    """What the column takes of a text: an odd event is kept, not refused."""
    longest: Any = WebhookMessage._meta.get_field(column)
    return text.replace("\x00", "")[: longest.max_length]


def open_messages() -> dict[str, list[int]]:
    """By provider, messages whose task should have finished by now; those that failed often come last."""
    late = timezone.now() - GIVE_THE_TASK_TIME
    waiting = WebhookMessage.objects.filter(processed_at__isnull=True, received_at__lte=late)
    found: dict[str, list[int]] = {}
    for provider, pk in waiting.order_by("attempts", "received_at").values_list("provider", "pk")[:200]:
        found.setdefault(provider, []).append(pk)
    return found


def _payment_of(message: WebhookMessage) -> Payment | None:
    ours = Payment.objects.filter(provider=message.provider)
    facts = message.payload
    if message.reference and (found := ours.filter(reference=message.reference).first()):
        return found
    if (refund := facts.get("refund")) and (found := ours.filter(refunds__reference=refund).first()):
        return found
    if session := facts.get("session"):
        return ours.filter(hosted_reference=session).first()
    told = facts.get("metadata", {})
    if told.get("order") and str(told.get("attempt", "")).isdecimal():
        return _adopt(
            ours.filter(order__number=told["order"], attempt=told["attempt"]).first(), message.reference
        )
    return None


def _adopt(payment: Payment | None, reference: str) -> Payment | None:
    """The event overtook the answer that tells us the reference: it is in the event."""
    if payment is not None and reference:
        Payment.objects.filter(pk=payment.pk, reference="").update(reference=reference)
    return payment
