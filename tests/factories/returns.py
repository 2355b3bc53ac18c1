"""Returns in the situations the business knows, each made by the shop's own verbs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import Item
from logistics.models import Label, LabelState, Purpose
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.shots import shots_of
from orders.order.models import Order
from orders.payments.locks import lock_refund
from orders.payments.models import Refund
from orders.payments.refunds import booking
from orders.returns import (
    arriving,
    asking,
    deciding,
    going_back,
    inspecting,
    labelling,
    losing,
    sweeping,
    transit,
)
from orders.returns.asking import Wanted
from orders.returns.models import Return, ReturnPhoto, ReturnPiece
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import staff

SAID = "The colour is warmer than I thought."
TRACKING = "9400111899223857263499"
AS_IT_LEFT: dict[str, Any] = {"unused": True, "undamaged": True, "packaging": True, "inclusions": True}


def carer() -> User:
    """Customer care, who decides about requests."""
    return _one_of("Customer care", "helen@portero.example")


def bench() -> User:
    """Fulfilment, who opens and inspects what comes back."""
    return _one_of("Fulfilment", "rosa@portero.example")


def manager() -> User:
    """Who runs the house."""
    return _one_of("Administrator", "vera@portero.example")


def a_piece(title: str) -> Item:
    """Another listed piece, for another order."""
    return listed_item(title=title)


def shipped_order(*items: Item, days_ago: int = 1, delivered: bool = True, **facts: Any) -> Order:
    """A paid order whose parcels left `days_ago` days ago, packed with their whole sets and tags."""
    at = timezone.now() - timedelta(days=days_ago)
    order = confirmed_order(*items, at=at - timedelta(hours=20), **facts)
    for n, shipment in enumerate(order.shipments.order_by("pk"), start=1):
        packed = pack(shipment, bench(), f"T-{order.number}-{n}", at=at - timedelta(hours=2))
        sent = mark_shipped(packed, bench(), f"9400111899{order.pk:09d}{n}", at=at)
        if delivered:
            mark_delivered(sent, None, at=at + timedelta(hours=12))
    order.refresh_from_db()
    return order


def requested(order: Order | None = None, *, items: Sequence[Item] | None = None, **facts: Any) -> Return:
    """She asked a moment ago to send back all of her order (or these `items` of it)."""
    order = order or shipped_order()
    lines = order.lines.order_by("pk")
    if items is not None:
        lines = lines.filter(product__item__in=items)
    reason = facts.pop("reason", "not_as_expected")
    told: dict[str, Any] = {"note": SAID} | facts
    return asking.ask(order, [Wanted(line.pk, reason) for line in lines], **told)


def withdrawn(**facts: Any) -> Return:
    """She keeps it after all."""
    return asking.withdraw(requested(**facts))


def declined(**facts: Any) -> Return:
    """Customer care said no, with the reason."""
    return deciding.decline(requested(**facts), actor=carer(), reason="It was made to your measure.")


def approved(
    ret: Return | None = None, *, label: bool = True, fault_ours: bool = False, **facts: Any
) -> Return:
    """Approved, and (`label`) its label is bought and mailed."""
    ret = deciding.approve(ret or requested(**facts), actor=carer(), fault_ours=fault_ours)
    if label:
        labelling.labelled(ret.pk, a_label_of(ret))
    return fresh(ret)


def lapsed(**facts: Any) -> Return:
    """She never sent it."""
    ret = approved(**facts)
    for days in (4, 6):
        sweeping.sweep(timezone.now() + timedelta(days=days))
    return fresh(ret)


def in_transit(ret: Return | None = None, **facts: Any) -> Return:
    """The carrier has her parcel."""
    return transit.on_its_way(ret or approved(**facts), timezone.now())


def lost(ret: Return | None = None, *, refund: bool = False, **facts: Any) -> Return:
    """The carrier has lost it."""
    ret = ret or in_transit(**facts)
    return losing.lost(ret, actor=manager(), reason="The carrier has said so.", refund=refund)


def received(ret: Return | None = None, **facts: Any) -> Return:
    """Her parcel is open on the table."""
    return arriving.receive(ret or in_transit(**facts), actor=bench())


def inspected(ret: Return | None = None, *, tag: str | None = None, **facts: Any) -> Return:
    """Every piece is photographed and written down as it left, with its tag (or another `tag`); none is judged."""
    ret = ret or received(**facts)
    for piece in ret.pieces.select_related("item__category", "shipment_line__packed").order_by("pk"):
        _photographed(piece)
        typed = piece.shipment_line.packed.security_tag if tag is None else tag
        inspecting.found(piece, tag=typed, actor=bench(), **AS_IT_LEFT)
    return fresh(ret)


def accepted(ret: Return | None = None, **facts: Any) -> Return:
    """Every piece is accepted, its refund asked for."""
    ret = ret or inspected(**facts)
    for piece in ret.pieces.order_by("pk"):
        inspecting.accept(piece, actor=bench())
    return fresh(ret)


def refused(ret: Return | None = None, **facts: Any) -> Return:
    """Every piece is refused: it goes back to her."""
    ret = ret or inspected(**facts)
    for piece in ret.pieces.order_by("pk"):
        inspecting.refuse(piece, reason="The sole is scuffed.", actor=bench())
    return fresh(ret)


def sent_back(ret: Return | None = None, **facts: Any) -> Return:
    """What was refused is with the carrier."""
    ret = ret or refused(**facts)
    for piece in ret.pieces.filter(verdict="refused"):
        going_back.send(piece, tracking=TRACKING, carrier="USPS", actor=bench())
    return fresh(ret)


def refunded(ret: Return | None = None, **facts: Any) -> Return:
    """Her money has left us."""
    ret = ret or accepted(**facts)
    if ret.refund is None:
        raise ValueError("Nothing was asked for.")
    arrives(ret.refund)
    return fresh(ret)


@transaction.atomic
def arrives(refund: Refund) -> None:
    """The provider says that a refund is done."""
    locked = lock_refund(refund.pk)
    if locked.payment is None:
        raise ValueError("It is of no payment.")
    booking.done(locked, locked.payment, reference=f"re_{refund.pk}")


def a_label_of(ret: Return, **facts: Any) -> Label:
    """A return label that is bought, as the carrier gateway leaves it."""
    now = timezone.now()
    told: dict[str, Any] = {
        "reference": ret.number,
        "purpose": Purpose.RETURN,
        "driver": "manual",
        "carrier": "USPS",
        "service": "Priority",
        "cost": Decimal("14.20"),
        "insured_for": Decimal("6800.00"),
        "state": LabelState.BOUGHT,
        "tracking_number": f"9400111206{ret.pk:012d}",
        "bought_at": now,
        "poll_at": now,
    }
    return Label.objects.create(**told | facts)


def fresh(ret: Return) -> Return:
    """The return as it stands now."""
    return Return.objects.select_related("order__contact", "label", "refund").get(pk=ret.pk)


def moved(ret: Return, **columns: datetime | None) -> Return:
    """The same return at another time: `due_at`, `alarm_at` ... as told."""
    Return.objects.filter(pk=ret.pk).update(**columns)
    return fresh(ret)


def _photographed(piece: ReturnPiece) -> None:
    for shot in shots_of(piece.item):
        told = {
            "file": f"returns/{piece.pk}-{shot.code}.webp",
            "sha256": "0" * 64,
            "width": 800,
            "height": 1000,
        }
        ReturnPhoto.objects.get_or_create(piece=piece, shot=shot.code, defaults=told)


def _one_of(role: str, email: str) -> User:
    return User.objects.filter(email=email).first() or staff(role, email=email)
