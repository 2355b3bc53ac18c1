"""The prepaid label of a return: asked and bought outside of any transaction, by a task that the sweep repeats.

One live label per return is the carrier gateway's own rule (docs/logistics.md), so a task that runs twice buys one.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consignment.logistics.boxes import box_for
from logistics import by_hand, labels
from logistics.gateway import MOVING, CarrierError, Customs, CustomsItem, Dispatch, Parcel, Refused, office
from logistics.models import Label, LabelState, Purpose
from orders.fulfilment import goods, parcels
from orders.fulfilment.carriage import recipient_of
from orders.fulfilment.models import Shipment
from orders.fulfilment.states import ShipmentRefused
from orders.returns import deadlines, mails
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused
from orders.returns.telling import tell

logger = logging.getLogger(__name__)
# Within an hour and a half; after that a person looks.
TRY_AGAIN = [timedelta(minutes=minutes) for minutes in (1, 5, 20, 60)]
ON_ITS_WAY = timedelta(seconds=30)
UNUSED = (ReturnState.WITHDRAWN, ReturnState.LAPSED)


def dispatch_of(ret: Return) -> Dispatch:
    """Her parcel to our office: in the box it came in, insured for what she paid, signed for.

    Raises ShipmentRefused for a piece abroad that can't be declared to customs.
    """
    pieces = list(ret.pieces.select_related("line", "shipment_line__shipment__order__shipping_address"))
    sender, box = recipient_of(ret.order), box_of(pieces)
    worth = sum((piece.line.line_price_excl_tax for piece in pieces), Decimal("0.00"))
    return Dispatch(
        reference=ret.number,
        sender=sender,
        recipient=office(),
        parcel=box,
        insured_for=worth,
        signature=True,
        customs=_customs(ret, pieces, box) if sender.country != office().country else None,
        is_return=True,
    )


def buy(ret_pk: int, *, actor: Any = None, now: datetime | None = None) -> Label | None:
    """Buy the label of a return that waits for one, outside of any transaction; None if there is none yet.

    What the carrier refuses stands on the return with the reason; what it doesn't answer is asked again.
    """
    now = now or timezone.now()
    ret = _waiting(ret_pk)
    if ret is None:
        return None
    try:
        label = labels.live(ret.number, Purpose.RETURN)
        label = label or labels.return_label(dispatch_of(ret), actor=actor)
    except (CarrierError, ShipmentRefused) as error:
        _later(ret, error, now)
        return None
    if label.state != LabelState.BOUGHT:
        Return.objects.filter(pk=ret_pk, label=None).update(label_try_at=now + ON_ITS_WAY)
        return None
    return labelled(ret_pk, label, actor=actor, now=now)


def record_by_hand(
    ret: Return, *, carrier: str, service: str, tracking_number: str, cost: Decimal, actor: Any
) -> Label:
    """A label that staff bought at the carrier, for `cost` USD. Raises ReturnRefused, Refused, ShipmentRefused."""
    waiting = _waiting(ret.pk)
    if waiting is None:
        raise ReturnRefused("It doesn’t wait for a label.")
    label = by_hand.record(
        dispatch_of(waiting),
        Purpose.RETURN,
        carrier=carrier,
        service=service,
        tracking_number=tracking_number,
        cost=cost,
        actor=actor,
    )
    return labelled(ret.pk, label, actor=actor)


@transaction.atomic
def labelled(ret_pk: int, label: Label, *, actor: Any = None, now: datetime | None = None) -> Label:
    """The label is there: she gets it, and her days to send the parcel begin. Twice is once.

    One whose return was withdrawn meanwhile is voided by the sweep.
    """
    now, ret = now or timezone.now(), lock_return(ret_pk)
    if ret.label_id is not None:
        return label
    ret.label, ret.label_try_at, ret.label_problem = label, None, ""
    changed = ["label", "label_try_at", "label_problem"]
    if ret.state == ReturnState.APPROVED:
        ret.send_by = deadlines.send_by(now)
        ret.due_at, ret.alarm_at = deadlines.of(ret, now)
        changed += ["send_by", "due_at", "alarm_at"]
        tell(ret, "return_label", actor=actor, at=now, carrier=label.carrier, tracking=label.tracking_number)
        mails.return_approved(ret)
    ret.save(update_fields=changed)
    return label


def sweep(*, now: datetime | None = None) -> int:
    """Buy every label that is due, and void those that nobody will use; returns how many were looked at."""
    now = now or timezone.now()
    due = list(Return.objects.filter(label_try_at__lte=now).values_list("pk", flat=True)[:50])
    for pk in due:
        buy(pk, now=now)
    return len(due) + _void_useless()


def _waiting(pk: int) -> Return | None:
    found = Return.objects.filter(pk=pk, label=None, state=ReturnState.APPROVED)
    return found.select_related("order__shipping_address__country", "order__contact").first()


def box_of(pieces: Sequence[ReturnPiece]) -> Parcel:
    """The largest of the boxes in which they came; the usual one where that isn't known."""
    boxes = [_box_of(shipment) for shipment in {piece.shipment_line.shipment for piece in pieces}]
    grams = sum(box.grams for box in boxes)
    largest = max(boxes, key=lambda box: box.length_cm * box.width_cm * box.height_cm)
    return Parcel(grams, largest.length_cm, largest.width_cm, largest.height_cm)


def _box_of(shipment: Shipment) -> Parcel:
    label = parcels.label_of(shipment)
    asked = label.quotation.dispatch["parcel"] if label and label.quotation else None
    if asked:
        sides = (Decimal(asked[side]) for side in ("length_cm", "width_cm", "height_cm"))
        return Parcel(int(asked["grams"]), *sides)
    usual = box_for("handbag")
    return Parcel(shipment.weight_g or usual.grams, usual.length_cm, usual.width_cm, usual.height_cm)


def _customs(ret: Return, pieces: Sequence[ReturnPiece], box: Parcel) -> Customs:
    """Goods that come back unsold: declared as such, so that no duty is owed in the United States."""
    shipments = {piece.shipment_line.shipment for piece in pieces}
    wanted = {piece.item_id for piece in pieces}
    items: list[CustomsItem] = []
    for shipment in sorted(shipments, key=lambda one: one.pk):
        items += goods.declared(shipment, box.grams, only=wanted)
    return Customs(
        items=tuple(items),
        filing="",
        signer=settings.CUSTOMS_SIGNER,
        invoice=ret.number,
        contents="returned_goods",
    )


def _later(ret: Return, error: Exception, now: datetime) -> None:
    """Ask again a few times where the carrier was silent; a definite no waits for a person."""
    silent = isinstance(error, CarrierError) and not isinstance(error, Refused)
    again = silent and ret.label_tries < len(TRY_AGAIN)
    Return.objects.filter(pk=ret.pk, label=None).update(
        label_try_at=now + TRY_AGAIN[ret.label_tries] if again else None,
        label_tries=ret.label_tries + 1,
        label_problem=str(error)[:300],
    )
    logger.warning("no label for return %s yet: %s", ret.number, type(error).__name__)


def _void_useless() -> int:
    """Labels of returns that were withdrawn or lapsed. Each is asked once; one that is used is followed on."""
    # Until it is voided or delivered a label is polled: that index finds the few there are.
    polled = Label.objects.filter(poll_at__isnull=False, purpose=Purpose.RETURN, state=LabelState.BOUGHT)
    useless = polled.filter(of_return__state__in=UNUSED, void_reason="").exclude(status__in=MOVING)
    found = list(useless[:50])
    for label in found:
        try:
            labels.void(label, reason="The return was called off before it was sent.")
        except CarrierError as error:
            logger.warning("the label of return %s: %s", label.reference, error.message)
    return len(found)
