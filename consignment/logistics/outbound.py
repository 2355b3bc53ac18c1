"""The piece on its way back to its owner: its label, the hand-over to the carrier, and its arrival."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import custody
from catalog.models import Custody
from consignment.curation import examination
from consignment.logistics import journeys
from consignment.models import Consignment, Journey
from consignment.pieces import mails, states
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused
from logistics.models import Label

S = Consignment.State
# From here a piece may leave us towards its owner.
MAY_GO = (S.REJECTED, S.WITHDRAWN, S.LEGAL_HOLD)


@transaction.atomic
def begin(pk: int, *, actor: Any, said: str = "", now: datetime | None = None) -> Journey:
    """Have the label back bought, to the address that the piece came from. Twice is once.

    A legal hold is released by this, with the reason in `said`. Raises ConsignmentRefused for a piece that stays, for a
    hold without a reason, and where no address is known.
    """
    from consignment.tasks import buy_label

    now, consignment = now or timezone.now(), lock_consignment(pk)
    if consignment.state not in MAY_GO:
        raise ConsignmentRefused("Only a rejected, withdrawn or released piece is sent back.")
    if consignment.state == S.LEGAL_HOLD and not said.strip():
        raise ConsignmentRefused("Say why the legal hold is lifted.")
    if (journey := journeys.current(consignment)) is not None:
        return journey
    address = last_address(consignment)
    if address is None:
        raise ConsignmentRefused("Her address isn't known: type it first.")
    journey = journeys.open_journey(consignment, Journey.Way.BACK, address, now)
    states.append(consignment, "sending_back", actor=actor, said=said, public=not said, at=now)
    buy_label.delay(journey.pk)
    return journey


def ready(journey: Journey, label: Label, *, actor: Any, at: datetime) -> None:
    """The label is there; the parcel is packed and handed over by the desk."""
    states.append(
        journey.consignment,
        "label_back",
        actor=actor,
        public=False,
        at=at,
        data={"label": label.tracking_number},
    )


@transaction.atomic
def handed_to_carrier(pk: int, *, actor: Any = None, at: datetime | None = None) -> Consignment:
    """It left us with its label; she gets the tracking number. Raises ConsignmentRefused while there is no label."""
    at, consignment = at or timezone.now(), lock_consignment(pk)
    journey = journeys.current(consignment)
    label = journey.label if journey and journey.way == Journey.Way.BACK else None
    if label is None:
        raise ConsignmentRefused("Its label isn't bought yet.")
    consignment = states.move(pk, S.RETURNING, actor=actor, at=at, data={"label": label.tracking_number})
    examination.call_off(consignment, "It went back to its owner.", actor=actor, now=at)
    told = {"detail": label.tracking_number, "given_by": actor, "why": "Sent back to its owner.", "at": at}
    custody.hand_over(_piece(consignment), Custody.Holder.CARRIER, **told)
    mails.tell(consignment, "returning", once=f"label-{label.pk}", label=label, insured=label.insured_for)
    return consignment


@transaction.atomic
def delivered(pk: int, *, actor: Any = None, at: datetime | None = None) -> Consignment:
    """It is back with its owner: custody is hers, and we no longer say whose it is. Raises ConsignmentRefused."""
    at = at or timezone.now()
    consignment = states.move(pk, S.RETURNED, actor=actor, at=at)
    item, why = _piece(consignment), f"Returned under {consignment.agreement.number}."
    custody.hand_over(item, Custody.Holder.OWNER, given_by=actor, why=why, at=at)
    custody.let_go(item, why=why, at=at, actor=actor)
    close(consignment, at)
    mails.tell(consignment, "returned")
    return consignment


def close(consignment: Consignment, at: datetime) -> None:
    """The way it was on is over."""
    consignment.journeys.filter(closed_at=None).update(closed_at=at, try_at=None, remind_at=None)


def last_address(consignment: Consignment) -> dict[str, Any] | None:
    """Where the piece came from, or went last."""
    known = consignment.journeys.filter(address__isnull=False).order_by("-pk").first()
    return known.address if known else None


def _piece(consignment: Consignment) -> Any:
    if consignment.item is None:
        raise ConsignmentRefused("It was never here.")
    return consignment.item
