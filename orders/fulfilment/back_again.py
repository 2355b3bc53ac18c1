"""A label that brings a piece to its buyer once more: refused under a return, or looked at under a claim."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery

from accounts.models import User
from logistics import labels
from logistics.gateway import CarrierError, Customs, Dispatch, Parcel, Silent, office
from logistics.models import Label, LabelState, Purpose
from orders.fulfilment import goods
from orders.fulfilment.carriage import CUSTOMS_STATES, FILED_ABOVE, SMALL, TO_CANADA, recipient_of
from orders.fulfilment.models import ShipmentLine
from orders.fulfilment.states import ShipmentRefused
from orders.order.models import Order

logger = logging.getLogger(__name__)
AT_THE_CARRIER = "Buy its label at the carrier, with its customs form, and type the number."
FILED = f"Above ${FILED_ABOVE:,} under one code it leaves the country only with an export filing. {AT_THE_CARRIER}"
SILENT = (
    "The carrier has not answered. It may have been bought: look again in a minute, nothing is bought twice."
)


class NoLabel(Exception):
    """No label is there to be had; the message says why, to staff."""


def label_of(reference: str) -> Label | None:
    """The label that is bought under this reference; None while there is none."""
    found = labels.live(reference, Purpose.REFUSED)
    return found if found is not None and found.state == LabelState.BOUGHT else None


def dispatch_of(order: Order, line: ShipmentLine, reference: str, parcel: Parcel) -> Dispatch:
    """The piece from us to where its order was delivered, insured for its price; declared where it crosses a border.

    Raises NoLabel for one that can't be declared, or leaves the country only with an export filing.
    """
    buyer, ours = recipient_of(order), office()
    crosses = buyer.country != ours.country or buyer.state in CUSTOMS_STATES
    told: dict[str, Any] = {"parcel": parcel, "insured_for": line.line.line_price_excl_tax, "signature": True}
    told["customs"] = _customs(line, reference, parcel, buyer.country) if crosses else None
    return Dispatch(reference=reference, sender=ours, recipient=buyer, **told)


def _customs(line: ShipmentLine, reference: str, parcel: Parcel, country: str) -> Customs:
    """Her own piece, that comes back to her as it was sold: duty that is asked for once more is ours to pay."""
    try:
        items = goods.declared(line.shipment, parcel.grams, only={line.item_id})
    except ShipmentRefused as refused:
        raise NoLabel(f"{refused} {AT_THE_CARRIER}") from None
    to_canada = country == "CA"
    if not to_canada and goods.most_of_one_code(items) > FILED_ABOVE:
        raise NoLabel(FILED)
    told = {"signer": settings.CUSTOMS_SIGNER, "invoice": reference, "contents": "returned_goods"}
    return Customs(items=items, filing=TO_CANADA if to_canada else SMALL, **told)


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
