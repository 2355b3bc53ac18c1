"""The mails about a parcel: it left, arrived, is late, astray, lost, called off; and how a preorder's day moves."""

from datetime import date, timedelta
from typing import Any

from catalog.models import Item
from orders.fulfilment import tracking
from orders.fulfilment.models import Astray, Breach, Shipment, ShipmentState
from orders.mail_facts import pieces_of
from orders.mails import facts_of_all, post_about
from orders.payments.models import Refund, RefundState
from orders.returns import windows
from portero.core.figures import figure
from portero.core.words import day, moment


def shipment_sent(shipment: Shipment) -> None:
    """A parcel is with the carrier: tracking, when it should arrive, and whether others follow."""
    others = shipment.order.shipments.exclude(pk=shipment.pk)
    follows = others.filter(state__in=[ShipmentState.TO_PACK, ShipmentState.PACKED]).exists()
    _post_shipment(
        "shipment_sent",
        shipment,
        tracking_link=tracking.page(shipment.carrier, shipment.tracking_number),
        late=_left_late(shipment),
        more_follows=follows,
        again=shipment.back_times > 0,
    )


def _left_late(shipment: Shipment) -> bool:
    """Of one that came back and leaves once more: whether that was late, whatever was before."""
    if shipment.back_times and shipment.shipped_at and shipment.ship_by:
        return shipment.shipped_at > shipment.ship_by
    return Breach.objects.filter(shipment=shipment).exists()


def shipment_delivered(shipment: Shipment) -> None:
    """Her parcel has arrived: until when she can send it back, and until when she can doubt it.

    One that we had given up: her money went back, and one of us writes to her.
    """
    shipped, delivered = shipment.shipped_at, shipment.delivered_at
    if shipped is None or delivered is None:
        raise ValueError(f"{shipment.number} has not been delivered.")
    given_up = Astray.objects.filter(shipment=shipment, outcome=Astray.Outcome.LOST).exists()
    back, doubt = windows.until_of(shipped), delivered + timedelta(days=int(figure("promise_condition_days")))
    _post_shipment(
        "shipment_delivered",
        shipment,
        delivered=moment(delivered),
        return_until=day(back) if back > delivered and not given_up else "",
        given_up=given_up,
        condition_until=day(doubt),
    )


def shipment_late(shipment: Shipment) -> None:
    """We broke the ship-by promise: said plainly, with what happens next and her right to cancel."""
    _post_shipment("shipment_late", shipment, packed=shipment.state == ShipmentState.PACKED)


def parcel_astray(task: Astray) -> None:
    """Her parcel is stuck or comes back: said at once, with what we do and that the risk is ours."""
    shipment = task.shipment
    facts: dict[str, Any] = {"shipment": shipment, "pieces": pieces_of([shipment]), "how": task.kind}
    link = tracking.page(shipment.carrier, shipment.tracking_number)
    post_about(
        "parcel_astray",
        shipment.order,
        about=f"order:{shipment.order.number}:astray-{task.pk}",
        tracking_link=link,
        **facts,
    )


def parcel_lost(shipment: Shipment, refund: Refund | None = None) -> None:
    """The carrier has lost her parcel: what goes back to her by `refund`, or that somebody sees to it.

    A refund that waits for a second person may yet be called off: its sum isn't told.
    """
    certain = refund is not None and refund.state != RefundState.TO_APPROVE
    _post_shipment("parcel_lost", shipment, **facts_of_all(refund if certain else None))


def parcel_back(shipment: Shipment) -> None:
    """Her parcel is here again, undelivered: it is safe, and she says whether we send it again or refund it."""
    facts: dict[str, Any] = {"shipment": shipment, "pieces": pieces_of([shipment])}
    about = f"shipment:{shipment.number}:back-{shipment.back_times}"
    post_about("parcel_back", shipment.order, about=about, **facts)


def parcel_refunded(shipment: Shipment, reason: str, refund: Refund | None = None) -> None:
    """Her parcel came back undelivered and is refunded; `reason` is a sentence she can read."""
    certain = refund is not None and refund.state != RefundState.TO_APPROVE
    facts = facts_of_all(refund if certain else None)
    _post_shipment("parcel_refunded", shipment, reason=reason, sees_to=bool(refund and not certain), **facts)


def parcel_cancelled(shipment: Shipment, reason: str, refund: Refund | None = None) -> None:
    """One parcel of her order is called off, the others travel on; `reason` is a sentence she can read."""
    _post_shipment("parcel_cancelled", shipment, reason=reason, **facts_of_all(refund))


def preorder_moved(shipment: Shipment, item: Item, *, before: date, reason: str) -> None:
    """The announced day of her preorder is another; why, and her right to cancel without a charge."""
    if item.ships_on is None:
        raise ValueError(f"{item.number} has no announced day.")
    order = shipment.order
    times = order.events.filter(kind="preorder_moved").count()
    facts: dict[str, Any] = {"pieces": pieces_of([shipment])}
    facts |= {"name": f"{item.designer.name} {item.title}", "before": day(before), "reason": reason}
    about = f"order:{order.number}:preorder-{item.number}-{times}"
    post_about("preorder_moved", order, about=about, ships_on=day(item.ships_on), **facts)


def preorder_arrived(shipment: Shipment) -> None:
    """What she preordered is in hand: its clock runs, and by when it leaves."""
    _post_shipment("preorder_arrived", shipment)


def _post_shipment(kind: str, shipment: Shipment, **facts: Any) -> None:
    """Once for each time the parcel leaves: one that came back is told of anew."""
    again = f":again-{shipment.back_times}" if shipment.back_times else ""
    post_about(
        kind,
        shipment.order,
        about=f"shipment:{shipment.number}{again}",
        shipment=shipment,
        pieces=pieces_of([shipment]),
        ship_by=moment(shipment.ship_by) if shipment.ship_by else "",
        **facts,
    )
