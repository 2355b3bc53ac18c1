"""Which refunds wait for somebody, and which are due."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from orders.payments.models import PaymentState, Refund, RefundState

FOR_STAFF = (RefundState.TO_APPROVE, RefundState.TO_PAY, RefundState.FAILED)
# What takes longer than this at a provider is looked at by a person.
LATE = timedelta(days=3)


def waiting() -> QuerySet[Refund]:
    """Failed and not seen to, to approve, to pay, or with the provider for too long; the oldest first."""
    return _open().filter(Q(state__in=FOR_STAFF) | Q(requested_at__lt=timezone.now() - LATE))


def late() -> QuerySet[Refund]:
    """Those of them that wait for more than three days."""
    return _open().filter(requested_at__lt=timezone.now() - LATE)


def due() -> QuerySet[Refund]:
    """What the sweep sends or asks about, the longest waiting first."""
    return Refund.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at")


def _open() -> QuerySet[Refund]:
    found = Refund.objects.exclude(state=RefundState.DONE).filter(closed_at__isnull=True)
    # What is to pay another order goes out, if it doesn't, when that order's time is over.
    found = found.exclude(credit__state=PaymentState.RESERVED)
    return found.order_by("requested_at")
