"""A way of the piece and its prepaid label: asked and bought outside of transactions, retried by a task.

What the label is for is written first (a Journey), then the carrier is asked; one label per journey is the carrier
gateway's own rule (docs/logistics.md), so a task that runs twice buys one.
"""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from consignment.logistics.boxes import box_for
from consignment.models import Consignment, Journey
from consignment.pieces import states
from consignment.pieces.locks import lock_consignment
from logistics import labels
from logistics.gateway import Address, CarrierError, Dispatch, Refused, office
from logistics.models import Label, LabelState, Purpose

logger = logging.getLogger(__name__)
S, Way = Consignment.State, Journey.Way
PURPOSE = {Way.IN: Purpose.INBOUND, Way.BACK: Purpose.TO_OWNER}
# Within an hour and a half; after that a person looks.
TRY_AGAIN = [timedelta(minutes=minutes) for minutes in (1, 5, 20, 60)]
ON_ITS_WAY = timedelta(seconds=30)


def open_journey(consignment: Consignment, way: str, address: dict[str, Any] | None, at: datetime) -> Journey:
    """Begin a way of a locked consignment; its reference is the agreement's number and which of its ways it is."""
    count = consignment.journeys.count()
    number = consignment.agreement.number
    return Journey.objects.create(
        consignment=consignment,
        way=way,
        reference=number if count == 0 else f"{number}-{count + 1}",
        address=address,
        begun_at=at,
        try_at=at if address else None,
    )


def current(consignment: Consignment) -> Journey | None:
    """The way that it is on, or to go on, with its label; None while it rests."""
    return consignment.journeys.select_related("label").filter(closed_at__isnull=True).first()


def dispatch_of(journey: Journey) -> Dispatch:
    """The parcel as the carrier gateway wants it: insured for the price it is or was to be offered at, signed for."""
    owner, kind = Address(**journey.address or {}), journey.consignment.agreement.offer.submission.kind
    coming = journey.way == Way.IN
    return Dispatch(
        reference=journey.reference,
        sender=owner if coming else office(),
        recipient=office() if coming else owner,
        parcel=box_for(kind),
        insured_for=worth(journey.consignment),
        signature=True,
        is_return=coming,
    )


def worth(consignment: Consignment) -> Decimal:
    """What it is insured for on the road, in USD: the approved price, before that the agreed start price."""
    return consignment.approved_price or consignment.agreement.offer.start_price


def buy(journey_pk: int, *, actor: Any = None, now: datetime | None = None) -> Label | None:
    """Buy the label of a journey that waits for one, outside of any transaction; None if there is none yet.

    What the carrier refuses stands in the staff's queue with the reason; what it doesn't answer is asked again.
    """
    now = now or timezone.now()
    journey = _waiting(journey_pk)
    if journey is None:
        return None
    purpose = PURPOSE[Way(journey.way)]
    try:
        label = labels.live(journey.reference, purpose)
        label = label or labels.return_label(dispatch_of(journey), purpose, actor=actor)
    except CarrierError as error:
        _later(journey, error, now)
        return None
    if label.state != LabelState.BOUGHT:
        Journey.objects.filter(pk=journey_pk).update(try_at=now + ON_ITS_WAY)
        return None
    return labelled(journey_pk, label, actor=actor, now=now)


def labelled(journey_pk: int, label: Label, *, actor: Any = None, now: datetime | None = None) -> Label:
    """The label is bought (or was typed by hand): the piece may travel. Twice is once.

    One whose consignment was called off meanwhile is voided by the sweep.
    """
    from consignment.logistics import inbound, outbound

    now = now or timezone.now()
    with transaction.atomic():
        journey = _locked(journey_pk)
        if journey.label_id is None:
            journey.label, journey.try_at, journey.problem = label, None, ""
            journey.save(update_fields=["label", "try_at", "problem"])
            if journey.closed_at is None:
                ready = inbound.ready if journey.way == Way.IN else outbound.ready
                ready(journey, label, actor=actor, at=now)
    return label


def address_told(
    journey_pk: int, address: Address, *, actor: Any = None, now: datetime | None = None
) -> Journey:
    """Where the owner lives is known now, or corrected while there is no label: the label is bought by a task.

    Raises ConsignmentRefused once the label is there.
    """
    from consignment.tasks import buy_label

    now = now or timezone.now()
    with transaction.atomic():
        journey = _locked(journey_pk)
        if journey.label_id or journey.closed_at:
            raise states.ConsignmentRefused("The label is bought already: ask us to change its address.")
        journey.address, journey.try_at, journey.tries, journey.problem = vars(address), now, 0, ""
        journey.save(update_fields=["address", "try_at", "tries", "problem"])
        states.append(journey.consignment, "address", actor=actor, by_consignor=actor is None, public=False)
    buy_label.delay(journey.pk)
    return journey


def sweep(*, now: datetime | None = None) -> int:
    """Buy every label that is due, and void those of journeys that were called off; returns how many were looked at."""
    now = now or timezone.now()
    due = list(
        Journey.objects.filter(try_at__lte=now, closed_at__isnull=True).values_list("pk", flat=True)[:50]
    )
    for pk in due:
        buy(pk, now=now)
    return len(due) + _void_useless()


def _waiting(pk: int) -> Journey | None:
    found = Journey.objects.select_related("consignment__agreement__offer__submission")
    return found.filter(pk=pk, label=None, closed_at=None, address__isnull=False).first()


def _locked(pk: int) -> Journey:
    """The journey under its consignment's lock, which guards it."""
    consignment = lock_consignment(Journey.objects.values_list("consignment_id", flat=True).get(pk=pk))
    journey = Journey.objects.select_related("label").get(pk=pk)
    journey.consignment = consignment
    return journey


def _later(journey: Journey, error: CarrierError, now: datetime) -> None:
    """Ask again a few times where the carrier was silent; a definite no waits for a person."""
    again = not isinstance(error, Refused) and journey.tries < len(TRY_AGAIN)
    Journey.objects.filter(pk=journey.pk, label=None).update(
        try_at=now + TRY_AGAIN[journey.tries] if again else None,
        tries=journey.tries + 1,
        problem=error.message[:300],
    )
    logger.warning("no label for %s yet: %s", journey.reference, error.code or type(error).__name__)


def _void_useless() -> int:
    """Labels that nobody will use: withdrawn before it was sent, or never sent. Each is asked once."""
    useless = Label.objects.filter(
        journey__closed_at__isnull=False,
        journey__way=Way.IN,
        journey__consignment__state=S.CANCELLED,
        state=LabelState.BOUGHT,
        void_reason="",
    )
    found = list(useless[:50])
    for label in found:
        try:
            labels.void(label, reason="The consignor withdrew before she sent the piece.")
        except CarrierError as error:
            logger.warning("the label of the cancelled %s: %s", label.reference, error.message)
    return len(found)
