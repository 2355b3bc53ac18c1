"""A label that brings a piece to its buyer once more: refused under a return, or looked at under a claim."""

import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery

from accounts.models import User
from logistics import labels
from logistics.gateway import CarrierError, Dispatch, Parcel, Silent, office
from logistics.models import Label, LabelState, Purpose
from orders.fulfilment.carriage import CUSTOMS_STATES, recipient_of
from orders.order.models import Order

logger = logging.getLogger(__name__)
ABROAD = "It crosses a border: buy its label at the carrier, with its customs form, and type the number."
SILENT = (
    "The carrier has not answered. It may have been bought: look again in a minute, nothing is bought twice."
)


class NoLabel(Exception):
    """No label is there to be had; the message says why, to staff."""


def label_of(reference: str) -> Label | None:
    """The label that is bought under this reference; None while there is none."""
    found = labels.live(reference, Purpose.REFUSED)
    return found if found is not None and found.state == LabelState.BOUGHT else None


def dispatch_of(order: Order, reference: str, parcel: Parcel, insured_for: Decimal) -> Dispatch:
    """The parcel from us to where the order was delivered, insured for `insured_for` USD. Raises NoLabel abroad."""
    buyer, ours = recipient_of(order), office()
    if buyer.country != ours.country or buyer.state in CUSTOMS_STATES:
        raise NoLabel(ABROAD)
    told: dict[str, Any] = {"parcel": parcel, "insured_for": insured_for, "signature": True}
    return Dispatch(reference=reference, sender=ours, recipient=buyer, **told)


def buy(reference: str, dispatch: Callable[[], Dispatch], *, actor: User, first: Callable[[], None]) -> Label:
    """Buy the cheapest label for it, once however often this is called. Outside any transaction.

    `first` is called in the transaction that writes the label: it looks whether the piece is still here. Raises NoLabel
    with the carrier's words, and whatever `first` raises.
    """
    try:
        label = labels.live(reference, Purpose.REFUSED) or _cheapest(dispatch(), actor, first)
    except Silent:
        raise NoLabel(SILENT) from None
    except CarrierError as error:
        raise NoLabel(error.message) from None
    if label.state != LabelState.BOUGHT:
        raise NoLabel(SILENT)
    return label


def void_unless(reference: str, number: str, *, actor: User) -> None:
    """Take the label back if the piece left under another number; what the carrier says to that stands on the label."""
    label = label_of(reference)
    if label is None or label.tracking_number == number:
        return
    try:
        labels.void(label, actor=actor, reason="It left under another number.")
    except CarrierError as error:
        logger.warning("the label %s of a piece that went back: %s", label.pk, error.message)


def arrived(under_way: QuerySet[Any], reference: Any) -> QuerySet[Any]:
    """Of these rows with a `back_tracking` those whose label the carrier has delivered, with `arrived_at`.

    `reference` is what a row's label is bought under, as an expression: by it the label is found, by an index.
    """
    bought = Label.objects.filter(reference=reference, purpose=Purpose.REFUSED)
    news = bought.filter(tracking_number=OuterRef("back_tracking"))
    at = Subquery(news.values("delivered_at")[:1], output_field=DateTimeField())
    return under_way.annotate(arrived_at=at).filter(arrived_at__isnull=False).order_by("pk")


def _cheapest(dispatch: Dispatch, actor: User, first: Callable[[], None]) -> Label:
    quotation = labels.ask(dispatch, Purpose.REFUSED, actor=actor)
    rates = labels.rates_of(quotation)
    if not rates:
        raise NoLabel(" ".join(["No carrier offers a label for this.", *quotation.remarks]))
    return labels.buy(quotation, rates[0].id, actor=actor, first=first)
