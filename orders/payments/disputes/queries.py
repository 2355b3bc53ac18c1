"""What the queue of disputes asks."""

from datetime import datetime

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from orders.payments.models import Dispute, DisputeState
from orders.payments.models.dispute import OPEN
from orders.payments.models.payment import Payment


def in_order_of_urgency() -> QuerySet[Dispute]:
    """Those to answer (or to decide) by deadline, then those the bank looks at, then the decided, the newest first."""
    rank = {DisputeState.NEEDS_RESPONSE: 0, DisputeState.UNCLEAR: 0, DisputeState.UNDER_REVIEW: 1}
    urgency = Case(
        *(When(state=state, then=Value(n)) for state, n in rank.items()),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Dispute.objects.select_related("payment__order").annotate(urgency=urgency)
    return found.order_by("urgency", F("due_by").asc(nulls_last=True), "-pk")


def waiting() -> QuerySet[Dispute]:
    """Disputes that nobody has answered yet, or that are closed and nobody has looked up how."""
    return Dispute.objects.filter(state__in=[DisputeState.NEEDS_RESPONSE, DisputeState.UNCLEAR])


def late(now: datetime | None = None) -> QuerySet[Dispute]:
    """Those whose deadline has passed without an answer."""
    unanswered = Dispute.objects.filter(state=DisputeState.NEEDS_RESPONSE)
    return unanswered.filter(due_by__lte=now or timezone.now())


def open_of(payment: Payment) -> QuerySet[Dispute]:
    """The disputes of a payment that its bank hasn't decided."""
    return payment.disputes.filter(state__in=OPEN)


def to_ask(now: datetime) -> QuerySet[Dispute]:
    """Disputes whose provider is to be asked again, the longest waiting first."""
    return Dispute.objects.filter(lookup_at__lte=now).order_by("lookup_at")


def to_ring(now: datetime) -> QuerySet[Dispute]:
    """Disputes with a reminder that is due."""
    return Dispute.objects.filter(remind_at__lte=now).order_by("remind_at")
