"""How a piece leaves before it is sold: rejected, withdrawn, its term over, kept for legal reasons, or renewed."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import listing
from catalog.models import ListingState
from consignment.curation import examination
from consignment.models import Consignment
from consignment.pieces import mails, states
from consignment.pieces.locks import lock_consignment, lock_consignment_unless_busy
from consignment.pieces.states import ConsignmentRefused

logger = logging.getLogger(__name__)
S = Consignment.State
AFTER_A_HOLD = timedelta(hours=1)


@transaction.atomic
def reject(pk: int, *, actor: Any, reason: str, now: datetime | None = None) -> Consignment:
    """We don't take it; the owner reads the reason, and it goes back to her. Raises ConsignmentRefused."""
    said = _reason(reason, "Say why; its owner reads it.")
    consignment = states.move(pk, S.REJECTED, actor=actor, said=said, at=now)
    examination.call_off(consignment, "We don't take it.", actor=actor, now=now)
    _off_the_shelf(consignment, "Rejected.", actor)
    mails.tell(consignment, "rejected", once=f"{consignment.events.count()}", reason=said)
    return consignment


@transaction.atomic
def withdraw(
    pk: int, *, said: str = "", actor: Any = None, by_consignor: bool = False, now: datetime | None = None
) -> Consignment:
    """Its owner wants it back: before she sent it, the consignment is cancelled and its label voided by the sweep.

    Raises ConsignmentRefused while it is on the road or sold, and while a client is paying for it.
    """
    consignment = lock_consignment(pk)
    told = {"actor": actor, "by_consignor": by_consignor, "said": said.strip(), "at": now}
    if consignment.state in (S.AGREED, S.AWAITED):
        return _cancel(pk, told)
    if consignment.state == S.IN_TRANSIT:
        raise ConsignmentRefused("It is on its way to us: it can be withdrawn once it is here.")
    consignment = states.move(pk, S.WITHDRAWN, **told)
    _off_the_shelf(consignment, "Withdrawn by its owner.", actor)
    mails.tell(consignment, "withdrawn", once=f"{consignment.events.count()}", term_over=False)
    return consignment


@transaction.atomic
def hold(pk: int, *, actor: Any, reason: str, now: datetime | None = None) -> Consignment:
    """Counterfeit, or a law forbids us to let it go: it stays, and its owner is told. Raises ConsignmentRefused.

    Whoever calls has asked for the permission `consignment.hold_consignment`.
    """
    said = _reason(reason, "Say why it is kept; its owner reads it.")
    consignment = states.move(pk, S.LEGAL_HOLD, actor=actor, said=said, at=now)
    _off_the_shelf(consignment, "Kept for legal reasons.", actor)
    consignment.journeys.filter(closed_at=None).update(closed_at=now or timezone.now(), try_at=None)
    mails.tell(consignment, "legal_hold", reason=said)
    return consignment


@transaction.atomic
def renew(
    pk: int, *, actor: Any = None, by_consignor: bool = False, now: datetime | None = None
) -> Consignment:
    """A withdrawn piece that hasn't left us is offered again for another term. Raises ConsignmentRefused.

    One that never passed its review goes back to where that happens; the covenant stays as it was agreed.
    """
    now, consignment = now or timezone.now(), lock_consignment(pk)
    if consignment.state != S.WITHDRAWN or consignment.item is None:
        raise ConsignmentRefused("Only a withdrawn piece is renewed, before it leaves us.")
    if consignment.journeys.filter(closed_at=None, label__isnull=False).exists():
        raise ConsignmentRefused("Its label back is bought: it is leaving.")
    item = consignment.item
    passed = examination.has_passed(consignment)
    ready = passed and bool(item.grade and item.description)
    ends = (
        now + timedelta(days=consignment.agreement.offer.term_days) if consignment.first_listed_at else None
    )
    to = S.PREPARED if ready else S.RECEIVED
    told = {"actor": actor, "by_consignor": by_consignor, "said": "Renewed.", "at": now}
    consignment.journeys.filter(closed_at=None).update(closed_at=now, try_at=None)
    consignment = states.move(pk, to, term_ends_at=ends, **told)
    if item.state == ListingState.WITHDRAWN:
        listing.back_to_draft(item, reason="Renewed by its owner.", actor=actor)
    if not passed:
        examination.begin(consignment, actor=actor, now=now)
    return consignment


def end_terms(*, now: datetime | None = None) -> int:
    """Pieces unsold at the end of their term leave the shelf; returns how many. Safe to run twice or at once."""
    now = now or timezone.now()
    over = Consignment.objects.filter(state=S.LISTED, due_at__lte=now).values_list("pk", flat=True)
    return sum(_end_term(pk, now) for pk in list(over))


def _end_term(pk: int, now: datetime) -> int:
    try:
        with transaction.atomic():
            consignment = lock_consignment_unless_busy(pk)
            if consignment is None or consignment.due_at is None or consignment.due_at > now:
                return 0
            consignment = states.move(pk, S.WITHDRAWN, said="Its term has ended.", at=now)
            _off_the_shelf(consignment, "The term has ended.", None)
            mails.tell(consignment, "withdrawn", once=f"{consignment.events.count()}", term_over=True)
    except ConsignmentRefused as refused:  # a client is paying for it: she goes first
        logger.info("the term of %s waits: %s", pk, refused)
        Consignment.objects.filter(pk=pk, due_at__lte=now).update(due_at=now + AFTER_A_HOLD)
        return 0
    return 1


def _cancel(pk: int, told: dict[str, Any]) -> Consignment:
    consignment = states.move(pk, S.CANCELLED, **told)
    at = told["at"] or timezone.now()
    consignment.journeys.filter(closed_at=None).update(closed_at=at, try_at=None, remind_at=None)
    mails.tell(consignment, "cancelled")
    return consignment


def _off_the_shelf(consignment: Consignment, reason: str, actor: Any) -> None:
    """A piece that leaves is nobody's to buy. Raises ConsignmentRefused while a client is paying for it."""
    item = consignment.item
    if item is None or item.state == ListingState.WITHDRAWN:
        return
    try:
        listing.withdraw(item, reason=reason, actor=actor)
    except listing.ListingRefused as refused:
        raise ConsignmentRefused(*refused.reasons) from None


def _reason(reason: str, ask: str) -> str:
    if not reason.strip():
        raise ConsignmentRefused(ask)
    return reason.strip()
