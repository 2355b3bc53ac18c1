"""The sweep of the ship-by clock: one indexed query finds what is due, each shipment is its own transaction."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from orders.fulfilment.alarms import ring
from orders.fulfilment.locks import lock_shipment_unless_busy
from orders.fulfilment.models import Shipment
from orders.fulfilment.states import CLOCK_RUNS

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER = timedelta(minutes=10)


def sweep(*, now: datetime | None = None) -> int:
    """Ring every alarm that is due; returns how many shipments were handled.

    Safe to run twice, late or at the same time as another: a shipment somebody else is at is left to them,
    and the constraints of reminders and breaches say once. One that fails doesn't stop the rest; it is
    tried again after ten minutes instead of in every sweep.
    """
    now = now or timezone.now()
    due = Shipment.objects.filter(alarm_at__lte=now).order_by("alarm_at", "pk").values_list("pk", flat=True)
    return sum(_handle(pk, now) for pk in due.iterator())


def _handle(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            shipment = lock_shipment_unless_busy(pk)
            if shipment is None or shipment.alarm_at is None or shipment.alarm_at > now:
                return False
            if shipment.state in CLOCK_RUNS:
                ring(shipment, now)
            else:
                Shipment.objects.filter(pk=pk).update(alarm_at=None)
    except Exception:  # a fault of one shipment, whatever it is, must not silence the others' alarms
        logger.exception("the alarm of shipment %s failed; again in %s", pk, TRY_AGAIN_AFTER)
        Shipment.objects.filter(pk=pk, alarm_at__lte=now).update(alarm_at=now + TRY_AGAIN_AFTER)
        return False
    return True
