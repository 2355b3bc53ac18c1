"""The agreed steps of the price: applied on their day, once, by whichever sweep comes first.

`step_at` of a listed consignment is when its next step is due; one indexed query finds what is. A step that comes while
a buyer pays waits for her; steps that were missed while the piece was off the shelf are passed over for the last one.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog import pricing
from catalog.models import PriceChange
from consignment.models import AppliedStep, Consignment, PriceStep
from consignment.pieces import mails
from consignment.pieces.locks import lock_consignment_unless_busy

logger = logging.getLogger(__name__)
# A checkout hold lasts a quarter of an hour; a wire's is looked at again every time.
AFTER_A_HOLD = timedelta(minutes=15)
S = Consignment.State


def next_step_at(consignment: Consignment, first_listed_at: datetime) -> datetime | None:
    """When the first step that isn't applied yet is due; None when all are."""
    step = _open_steps(consignment).first()
    return first_listed_at + timedelta(days=step.day) if step else None


def sweep(*, now: datetime | None = None) -> int:
    """Apply every step that is due; returns how many prices changed. Safe to run twice, late, or at the same time."""
    now = now or timezone.now()
    due = Consignment.objects.filter(step_at__lte=now).order_by("step_at").values_list("pk", flat=True)
    return sum(_handle(pk, now) for pk in list(due))


def _handle(pk: int, now: datetime) -> int:
    try:
        with transaction.atomic():
            consignment = lock_consignment_unless_busy(pk)
            if consignment is None or consignment.step_at is None or consignment.step_at > now:
                return 0
            return int(_step(consignment, now))
    except pricing.PriceRefused as refused:  # a client is paying: what she pays stays the price it is sold at
        logger.info("the price step of %s waits: %s", pk, refused)
        Consignment.objects.filter(pk=pk, step_at__lte=now).update(step_at=now + AFTER_A_HOLD)
        return 0


def _step(consignment: Consignment, now: datetime) -> bool:
    """Apply the last step that is due, and pass over those before it; inside the consignment's lock."""
    listed, item = consignment.first_listed_at, consignment.item
    if listed is None or item is None:
        return False
    due = [step for step in _open_steps(consignment) if listed + timedelta(days=step.day) <= now]
    change = None
    if due and item.price is not None and due[-1].price < item.price:
        note = f"Agreed for day {due[-1].day}"
        change = pricing.set_price(item, due[-1].price, kind=PriceChange.Kind.STEP, note=note, at=now)
    AppliedStep.objects.bulk_create(
        AppliedStep(consignment=consignment, step=step, at=now, change=change if step == due[-1] else None)
        for step in due
    )
    facts: dict[str, Any] = {"step_at": next_step_at(consignment, listed)}
    if change is not None:
        facts["approved_price"] = change.amount
        told = {"price": change.amount, "before": change.previous, "step": due[-1]}
        mails.tell(consignment, "step", once=f"step-{due[-1].pk}", **told)
    Consignment.objects.filter(pk=consignment.pk).update(**facts)
    return change is not None


def _open_steps(consignment: Consignment) -> QuerySet[PriceStep]:
    return PriceStep.objects.filter(offer=consignment.agreement.offer_id, applied=None).order_by("day")
