"""A label that brings a piece to its buyer once more: refused under a return, or looked at under a claim."""

import logging
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, DateTimeField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from accounts.models import User
from logistics import by_hand, labels
from logistics.gateway import CarrierError, Customs, Dispatch, Parcel, Refused, Silent, office
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
    plain = parcel_of(order, line, reference, parcel)
    buyer = plain.recipient
    if buyer.country == plain.sender.country and buyer.state not in CUSTOMS_STATES:
        return plain
    return replace(plain, customs=_customs(line, reference, parcel, buyer.country))


def parcel_of(order: Order, line: ShipmentLine, reference: str, parcel: Parcel) -> Dispatch:
    """As `dispatch_of`, without what customs ask: its papers are made elsewhere."""
    told: dict[str, Any] = {"parcel": parcel, "insured_for": line.line.line_price_excl_tax, "signature": True}
    return Dispatch(reference=reference, sender=office(), recipient=recipient_of(order), **told)


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


def follow(dispatch: Dispatch, *, carrier: str, number: str, actor: User) -> Label | None:
    """The label under which it left, followed until it is delivered: the bought one, or one that is written down now
    for a number that somebody typed (of which nobody said what it cost). None where another label of it is live.
    """  # fmt: skip
    known = label_of(dispatch.reference)
    if known is not None and known.tracking_number == number:
        return known
    told: dict[str, Any] = {"carrier": carrier, "service": "", "tracking_number": number, "cost": Decimal(0)}
    try:
        return by_hand.record(dispatch, Purpose.REFUSED, actor=actor, **told)
    except Refused as refused:
        logger.warning("%s isn't followed under %s: %s", dispatch.reference, number, refused.message)
        return None


def again(times: int) -> str:
    """What a reference ends in once the piece came to us `times` times on its way back: each journey has its label."""
    return f"-{times}" if times else ""


def with_reference(rows: QuerySet[Any], *stem: Any) -> QuerySet[Any]:
    """These rows with `bought_under`: `stem` (expressions) and `again` of their `back_times`."""
    journey = Case(
        When(back_times=0, then=Value("")), default=Concat(Value("-"), Cast("back_times", CharField()))
    )
    return rows.annotate(bought_under=Concat(*stem, journey, output_field=CharField()))


def arrived(under_way: QuerySet[Any]) -> QuerySet[Any]:
    """Of these rows with a `back_tracking` those whose label the carrier has delivered, with `arrived_at`.

    By `bought_under` (`with_reference`) the label is found, by an index.
    """
    bought = Label.objects.filter(reference=OuterRef("bought_under"), purpose=Purpose.REFUSED)
    news = bought.filter(tracking_number=OuterRef("back_tracking"))
    at = Subquery(news.values("delivered_at")[:1], output_field=DateTimeField())
    return under_way.annotate(arrived_at=at).filter(arrived_at__isnull=False).order_by("pk")


def _cheapest(dispatch: Dispatch, actor: User, first: Callable[[], None]) -> Label:
    quotation = labels.ask(dispatch, Purpose.REFUSED, actor=actor)
    rates = labels.rates_of(quotation)
    if not rates:
        raise NoLabel(" ".join(["No carrier offers a label for this.", *quotation.remarks]))
    return labels.buy(quotation, rates[0].id, actor=actor, first=first)
