"""The round over wires that beat starts: it finishes what a killed process left, and reminds buyers at half time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.query import QuerySet
from django.utils import timezone

from catalog.models import Hold
from orders import wire_mails
from orders.order.models import Order
from orders.payments import rounds, wires
from orders.payments.locks import lock_payment
from orders.payments.models import IncomingWire, Method, Payment, PaymentState
from orders.payments.outcome import ARRIVED
from orders.payments.states import append
from orders.payments.wire_hold import hold_time, reminder_time
from orders.states import OrderState

# A wire that could not be matched by itself for so long waits for a person only.
YOUNG = timedelta(days=2)
BATCH = 200


def waiting() -> QuerySet[IncomingWire]:
    """Wires that wait for a person, the oldest first."""
    open_ones = IncomingWire.objects.filter(payment__isnull=True, set_aside="")
    return open_ones.filter(returned_amount__lt=F("amount")).order_by("received_at")


def sweep(now: datetime | None = None) -> None:
    """Match what names its order, follow what was matched, remind whoever is at half time; safe twice and at once."""
    now = now or timezone.now()
    rounds.each(waiting().filter(by_hand=False, received_at__gt=now - YOUNG)[:BATCH], _match)
    unsettled = Payment.objects.filter(wires__applied_amount__gt=0).exclude(state__in=ARRIVED)
    rounds.each(unsettled.distinct().values_list("pk", flat=True)[:BATCH], _follow)
    rounds.each(_to_remind(now)[:BATCH], _remind)


def _match(wire: IncomingWire) -> int:
    return int(wires.match_by_reference(wire))


def _follow(payment_pk: int) -> int:
    wires.follow(payment_pk)
    return 1


def _to_remind(now: datetime) -> QuerySet[Payment]:
    """Open wires whose pieces are kept no longer than from half time to the end."""
    late = now + hold_time() - reminder_time()
    kept = Hold.objects.filter(kind=Hold.Kind.WIRE, released_at__isnull=True, expires_at__lte=late)
    open_ones = Payment.objects.filter(method=Method.WIRE, state=PaymentState.STARTED)
    due = open_ones.filter(order__contact__basket_key__in=kept.filter(expires_at__gt=now).values("holder"))
    return due.exclude(events__kind="reminded").order_by("pk")


@transaction.atomic
def _remind(payment: Payment) -> int:
    """Once per attempt, decided under the lock: two rounds at once leave one mail."""
    order, locked = lock_payment(payment.pk)
    asked = locked.state == PaymentState.STARTED and order.status == OrderState.PENDING_PAYMENT
    if not asked or locked.events.filter(kind="reminded").exists():
        return 0
    append(locked, "reminded")
    wire_mails.reminder(Order.objects.select_related("contact", "shipping_address").get(pk=order.pk), locked)
    return 1
