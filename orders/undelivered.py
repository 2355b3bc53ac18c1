"""A parcel that came back undelivered is refunded: all that it cost goes back in USD, its pieces are looked at anew.

Nobody but us bears the way there and back: we are responsible until delivery (domain.md, Delivery), so no fee is
kept and nothing is deducted, delivery, tax and duties included.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Item
from orders import lifecycle, parcel_mails
from orders.cancellation import CancellationRefused, refuse_scanned
from orders.fulfilment import losing
from orders.fulfilment.locks import lock_shipment
from orders.fulfilment.models import Astray, Shipment, ShipmentState
from orders.fulfilment.states import move
from orders.fulfilment.undelivered import may_be_given_up
from orders.locks import lock_order
from orders.order.models import Order
from orders.part_cancellation import follow, give_back
from orders.readdressing import deciding
from orders.returns.homecoming import take_home
from orders.states import PAID, OrderState
from portero.core import audit

NOT_HIS = "Customer care or accounting refund it: you may not."
NO_REASON = "Say why; the client reads it in her mail."
WHY = "Parcel {0} came back undelivered."


@transaction.atomic
def refund(shipment: Shipment, *, reason: str, actor: Any) -> Shipment:
    """Give back all that is left of what this parcel cost, and make drafts of its pieces; returns the fresh parcel.

    `reason` is a sentence she reads. The order stands where its other parcels stand; without any it is cancelled.
    Raises CancellationRefused for who may not, without a reason, for a parcel that isn't back (any more), and where its
    money can't be given back.
    """
    if not actor.has_perm(losing.PERMISSION):
        raise CancellationRefused(NOT_HIS)
    if not reason.strip():
        raise CancellationRefused(NO_REASON)
    order = lock_order(shipment.order_id)
    _refuse(order, Shipment.objects.get(pk=shipment.pk))
    asked = give_back(order, shipment, reason.strip(), actor)
    items = [line.item for line in shipment.lines.select_related("item__designer").order_by("item")]
    _take_home(items, order, shipment)
    locked = lock_shipment(shipment.pk)
    move(locked, ShipmentState.CANCELLED, alarm_at=None, decide_by=None)
    Astray.objects.filter(shipment=locked, owes=True).update(owes=False)
    _end(locked, items, reason.strip(), actor)
    audit.record("orders.parcel_refunded", locked, actor=actor, reason=reason.strip())
    parcel_mails.parcel_refunded(locked, reason.strip(), asked)
    return locked


def _refuse(order: Order, fresh: Shipment) -> None:
    """Under the order's lock, which everybody takes who moves a parcel of it."""
    if order.status not in PAID or not may_be_given_up(fresh):
        raise CancellationRefused(f"Parcel {fresh.number} is {fresh.get_state_display().lower()}.")
    refuse_scanned(fresh)


def _take_home(items: list[Item], order: Order, shipment: Shipment) -> None:
    """Whoever opened the parcel took them in, also where somebody else asks for the refund: they don't judge them."""
    here = Astray.objects.filter(shipment=shipment, outcome=Astray.Outcome.BACK).latest("closed_at", "pk")
    why = WHY.format(shipment.number)
    told: dict[str, Any] = {"why": why, "said": why, "reference": shipment.number}
    for item in items:
        facts = {"order": order.number, "parcel": shipment.number}
        take_home(item, order, facts=facts, actor=here.closed_by, at=timezone.now(), **told)


def _end(shipment: Shipment, items: list[Item], reason: str, actor: Any) -> None:
    order = shipment.order
    named = ", ".join(f"{item.designer.name} {item.title}" for item in items)
    facts: dict[str, Any] = {"actor": actor, "reason": reason[:300]}
    lifecycle.append(order, "parcel_refunded", shipment=shipment.number, named=named, **facts)
    if order.shipments.exclude(state=ShipmentState.CANCELLED).exists():
        follow(order)
        return
    lifecycle.move(order, OrderState.CANCELLED, kind="cancelled", final=True, **facts)
    deciding.lapse(order, actor=actor)
