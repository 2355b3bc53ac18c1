"""The price approved inside the covenant, and the piece on the shelf."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.certificates import issuing
from catalog import listing
from catalog import pricing as catalog_pricing
from catalog.models import PriceChange
from consignment.covenant import consents, steps
from consignment.models import Consignment
from consignment.pieces import mails, states
from consignment.pieces.locks import lock_consignment
from consignment.pieces.states import ConsignmentRefused
from portero.core.money import dollars

S = Consignment.State


def price_in_force(consignment: Consignment) -> Decimal:
    """What it may be offered at without asking, in USD: her last signed price, else where the covenant stands.

    That is the agreed start price before the first listing, and after it the price that it had.
    """
    if (consent := consents.agreed_price(consignment)) is not None:
        return consent.price
    was_listed = consignment.first_listed_at is not None
    if was_listed and consignment.item is not None and consignment.item.price is not None:
        return consignment.item.price
    return consignment.agreement.offer.start_price


@transaction.atomic
def approve(pk: int, price: Decimal, *, actor: Any, now: datetime | None = None) -> Consignment:
    """Approve the price that the covenant allows; another one needs the owner's consent first.

    Raises ConsignmentRefused for another price, for one that more people have to judge it for, and for a piece that
    isn't prepared.
    """
    consignment = lock_consignment(pk)
    allowed = price_in_force(consignment)
    if price != allowed:
        raise ConsignmentRefused(
            f"The covenant allows {dollars(allowed)}. Any other price needs its owner's consent: ask her."
        )
    if consents.judged_too_little(consignment, price):
        raise ConsignmentRefused(consents.FIRST_JUDGED)
    return states.move(pk, S.APPROVED, actor=actor, at=now, approved_price=price, data={"price": str(price)})


@transaction.atomic
def publish(pk: int, *, actor: Any, now: datetime | None = None) -> Consignment:
    """Offer it for sale at the approved price; the steps and the term count from its first listing.

    Raises ConsignmentRefused with everything that is missing; nothing is written then.
    """
    now, consignment = now or timezone.now(), lock_consignment(pk)
    if consignment.state != S.APPROVED or consignment.item is None:
        raise ConsignmentRefused("Only an approved piece is listed.")
    first = consignment.first_listed_at or now
    ends = consignment.term_ends_at or first + timedelta(days=consignment.agreement.offer.term_days)
    _set_price(consignment, actor, now)
    facts: dict[str, Any] = {"first_listed_at": first, "term_ends_at": ends, "due_at": ends}
    facts["step_at"] = steps.next_step_at(consignment, first)
    consignment = states.move(pk, S.LISTED, actor=actor, at=now, **facts)
    _certify(consignment, actor, now)
    _list(consignment, actor, now)
    mails.tell(
        consignment, "listed", once=f"listed-{now:%Y%m%d%H%M}", steps=_ahead(consignment, first), ends=ends
    )
    return consignment


@transaction.atomic
def take_back(pk: int, *, actor: Any, reason: str, now: datetime | None = None) -> Consignment:
    """Off the shelf for work on it, or back from approval. Raises ConsignmentRefused without a reason.

    Raises ListingRefused while a client is paying for it.
    """
    if not reason.strip():
        raise ConsignmentRefused("Say why it is taken back.")
    before = lock_consignment(pk).state
    consignment = states.move(pk, S.PREPARED, actor=actor, at=now, said=reason, public=False)
    if before == S.LISTED and consignment.item is not None:
        listing.back_to_draft(consignment.item, reason=reason, actor=actor)
    return consignment


def _set_price(consignment: Consignment, actor: Any, now: datetime) -> None:
    item, price = consignment.item, consignment.approved_price
    if item is None or price is None or item.price == price:
        return
    consent = consents.agreed_price(consignment)
    kind = PriceChange.Kind.LISTED if consignment.first_listed_at is None else PriceChange.Kind.CONSENT
    note = f"Agreed by its owner: {consent.why}"[:200] if consent else "As agreed with its owner"
    try:
        change = catalog_pricing.set_price(item, price, kind=kind, actor=actor, note=note, at=now)
    except catalog_pricing.PriceRefused as refused:
        raise ConsignmentRefused(str(refused)) from None
    if consent is not None and consent.price == price:
        consent.change = change
        consent.save(update_fields=["change"])


def _certify(consignment: Consignment, actor: Any, now: datetime) -> None:
    """Its certificate says what it is listed with; nothing is offered without one."""
    try:
        issuing.issue(consignment.item, actor=actor, why="Listed again.", at=now)  # type: ignore[arg-type]  # checked by the caller
    except issuing.NotCertified as refused:
        raise ConsignmentRefused(*refused.reasons) from None


def _list(consignment: Consignment, actor: Any, now: datetime) -> None:
    try:
        listing.publish(consignment.item, actor=actor, at=now)  # type: ignore[arg-type]  # checked by the caller
    except listing.ListingRefused as refused:
        raise ConsignmentRefused(*refused.reasons) from None


def _ahead(consignment: Consignment, first: datetime) -> list[tuple[datetime, Decimal]]:
    """The steps still to come, as days and prices."""
    open_steps = consignment.agreement.offer.steps.filter(applied=None)
    return [(first + timedelta(days=step.day), step.price) for step in open_steps]
