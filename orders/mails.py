"""The mails about an order, each written into the outbox in the caller's transaction, once per subject.

They go to the address that was given with the order, never to the account's: a guest has none.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from orders import breakdown
from orders.access import link_to
from orders.addressing.lines import HOME, in_one_line
from orders.books.models import RefundSplit
from orders.fulfilment.models import Shipment, ShipmentState
from orders.mail_facts import bill_of, paid_by, pieces_of, total_of
from orders.order.models import Order
from orders.payments import credited
from orders.payments.models import IncomingWire, Method, Payment, Refund, RefundState
from orders.payments.origin import is_by_hand, sent_by, together_with
from orders.payments.words import WAITS_BY_HAND, back_to, by_hand, how_long
from orders.readdressing.models import AddressChange
from orders.states import OrderState
from portero.core.figures import figures_in_force
from portero.core.mail import outbox
from portero.core.money import dollars
from portero.core.rows import Together
from portero.core.words import day, moment

LINK_EVERY_MINUTES = 15


def order_received(order: Order, *, kept_until: datetime, rows: Together) -> None:
    """The order exists and its pieces are kept for her; nothing is charged yet, and what she does next."""
    _post_later(rows, "order_received", order, hold_ends=moment(kept_until))


def received_context(order: int, **facts: Any) -> dict[str, Any]:
    """What `order_received` says, from the facts of that moment and what is frozen with the order."""
    found = _order(order)
    shipments = _shipments(found)
    return order_context(
        found,
        pieces=pieces_of(shipments),
        pay_link=link_to(found, "orders:pay"),
        bill=bill_of(found),
        **facts,
    )


def order_verifying(order: Order) -> None:
    """The payment is authorised and staff look before it is charged (domain.md, Verification)."""
    post_about("order_verifying", order, wired=_wired(order))


def payment_confirmed(order: Order, rows: Together | None = None) -> None:
    """Payment is captured: what was paid, part by part, and by when each parcel leaves."""
    figures = figures_in_force()
    _post_later(
        rows,
        "payment_confirmed",
        order,
        enclosed={"invoice": [order.pk]},
        return_days=figures["return_days"],
        restocking_fee=dollars(Decimal(figures["restocking_fee"])),
    )


def confirmed_context(order: int, **facts: Any) -> dict[str, Any]:
    """What `payment_confirmed` says, from the facts of that moment and what is frozen with the order."""
    found = _order(order)
    shipments = _shipments(found)
    return order_context(
        found,
        pieces=pieces_of(shipments),
        bill=bill_of(found),
        paid_by=paid_by(found),
        invoice_link=link_to(found, "orders:paper", "invoice"),
        taxed=breakdown.of_order(found),
        tax_note=breakdown.note_of(found),
        departures=[departure_of(shipment) for shipment in shipments],
        signature=any(shipment.signature for shipment in shipments),
        exchanged=credited.may_pay(found),
        from_abroad=bool(found.shipping_address and found.shipping_address.country_id != HOME),
        **facts,
    )


def order_cancelled(order: Order, reason: str, *, refund: Refund | None = None) -> None:
    """The order is cancelled and no money was kept; `reason` is a sentence she can read.

    What she had paid goes back by `refund`; without one nothing was charged. Each cancellation is its own
    subject: an order that a late payment revived can be cancelled again.
    """
    authorised = Payment.objects.filter(order=order, authorised_at__isnull=False).exists()
    wired = _wired(order)
    about = f"order:{order.number}:cancelled-{order.events.filter(kind='cancelled').count()}"
    facts: dict[str, Any] = {"reason": reason, "authorised": authorised and not wired, "wired": wired}
    post_about("order_cancelled", order, about=about, **facts, **facts_of_all(refund))


def address_asked(order: Order, change: AddressChange) -> None:
    """She asked for another delivery address: both addresses, and that nothing leaves before we have looked."""
    _post_change("address_asked", order, change)


def address_changed(order: Order, change: AddressChange) -> None:
    """The order goes to another address: from where to where, and the tax that goes back."""
    refund = change.refund
    charged = order.status != OrderState.UNDER_VERIFICATION
    _post_change("address_changed", order, change, charged=charged, **facts_of_all(refund))


def address_stays(order: Order, change: AddressChange) -> None:
    """The order goes where it went before; `hers`: she has withdrawn the change herself."""
    hers = change.state == AddressChange.State.WITHDRAWN
    may = all(parcel.state == ShipmentState.TO_PACK for parcel in _shipments(order))
    _post_change("address_stays", order, change, hers=hers, may_cancel=may)


def _post_change(kind: str, order: Order, change: AddressChange, **facts: Any) -> None:
    facts |= {"before": in_one_line(change.before), "after": in_one_line(change.after)}
    post_about(kind, order, about=f"order:{order.number}:address-{change.pk}", **facts)


def refund_on_its_way(refund: Refund) -> None:
    """Her money is on its way to where it came from: how much, to what, and how long banks take."""
    _post_refund("refund_on_its_way", refund)


def refund_done(refund: Refund) -> None:
    """Her money has left us for good, or was taken back before her bank had paid it; with its credit note.

    Money that never belonged to the order has none: no invoice named it.
    """
    enclosed = credit_notes([refund])
    _post_refund("refund_done", refund, enclosed=enclosed, credit_note=bool(enclosed))


def credit_notes(refunds: Iterable[Refund]) -> dict[str, list[int]]:
    """What the mail of these refunds encloses: the notes of those that have arrived and belong to an invoice."""
    arrived = [refund.pk for refund in refunds if refund.state == RefundState.DONE]
    billed = (
        RefundSplit.objects.filter(refund__in=arrived).order_by("refund").values_list("refund", flat=True)
    )
    return {"credit_note": list(billed)} if billed else {}


def order_link(order: Order) -> None:
    """The signed link to an order, for somebody who knows its number and address; once a quarter hour."""
    window = int(timezone.now().timestamp()) // (60 * LINK_EVERY_MINUTES)
    post_about(
        "order_link", order, about=f"order:{order.number}:link-{window}", placed=day(order.date_placed)
    )


def papers_again(order: Order) -> None:
    """The invoice and the credit notes of a paid order once more, to the address of the order; once a quarter hour."""
    window = int(timezone.now().timestamp()) // (60 * LINK_EVERY_MINUTES)
    enclosed = {"invoice": [order.pk]} | credit_notes(Refund.objects.filter(payment__order=order))
    about = f"order:{order.number}:papers-{window}"
    post_about("papers_again", order, about=about, enclosed=enclosed, credit_note="credit_note" in enclosed)


def post_about(
    kind: str, order: Order, *, about: str = "", enclosed: dict[str, list[int]] | None = None, **facts: Any
) -> None:
    """Write the mail `kind` about an order to its buyer, once per subject `about` (the order, if none is given)."""
    if "pieces" not in facts:
        facts["pieces"] = pieces_of(_shipments(order))
    context = order_context(order, **facts)
    about = about or f"order:{order.number}"
    outbox.post(kind, about=about, to=order.contact.email, context=context, enclosed=enclosed)


def _post_later(
    rows: Together | None,
    kind: str,
    order: Order,
    *,
    enclosed: dict[str, list[int]] | None = None,
    **facts: Any,
) -> None:
    """As `post_about`, written by the task that sends it; `facts` are those that may be others by then."""
    facts["order"] = order.pk
    about, to = f"order:{order.number}", order.contact.email
    outbox.post_later(kind, about=about, to=to, facts=facts, enclosed=enclosed, rows=rows)


def _order(pk: int) -> Order:
    return Order.objects.select_related("contact", "shipping_address__country").get(pk=pk)


def order_context(order: Order, **facts: Any) -> dict[str, Any]:
    """What every mail about an order may say."""
    address = order.shipping_address
    return {
        "order": order,
        "dear": address.first_name if address else "",
        "deliver_to": in_one_line(address) if address else "",
        "link": link_to(order),
        "total": total_of(order),
        **facts,
    }


def _shipments(order: Order) -> list[Shipment]:
    return list(order.shipments.order_by("pk"))


def _post_refund(kind: str, refund: Refund, **facts: Any) -> None:
    """Only for an order's payment; who wired too much is written to by the people who wire it back."""
    if refund.payment is not None:
        order = refund.payment.order
        about = f"order:{order.number}:refund-{refund.pk}"
        post_about(kind, order, about=about, **_facts_of(refund), **facts)


def _facts_of(refund: Refund | None) -> dict[str, Any]:
    origin = sent_by(refund) if refund else None
    if refund is None or refund.payment is None or origin is None:
        return {}
    paid = is_by_hand(refund)
    return {
        "refunded": dollars(refund.amount, cents=True),
        "form": f"you {by_hand(refund.how)}" if paid else back_to(origin),
        "how_long": WAITS_BY_HAND.get(refund.how, "") if paid else how_long(origin),
        "voided": refund.voided,
        "whole": refund.amount == refund.payment.captured_amount,
        "by_wire": origin.method == Method.WIRE and not paid,
    }


def facts_of_all(refund: Refund | None) -> dict[str, Any]:
    """As `_facts_of`, of all that was asked for together: in an exchange two payments may give back."""
    asked = together_with(refund) if refund else []
    if len(asked) < 2:
        return _facts_of(refund)
    told = [_facts_of(one) for one in asked]
    forms = " and ".join(dict.fromkeys(one["form"] for one in told))
    waits = " ".join(dict.fromkeys(one["how_long"] for one in told))
    return told[0] | {
        "refunded": dollars(sum((one.amount for one in asked), Decimal(0)), cents=True),
        "form": forms,
        "how_long": waits,
        "whole": all(one["whole"] for one in told),
    }


def departure_of(shipment: Shipment) -> dict[str, str]:
    """Where a parcel leaves from, by when, and how long it takes."""
    return {
        "place": shipment.origin_city or shipment.origin,
        "ship_by": _leaves(shipment),
        "days": f"{shipment.days_min} to {shipment.days_max} business days with {shipment.carrier}",
    }


def _leaves(shipment: Shipment) -> str:
    if shipment.ships_on is not None:
        return f"{day(shipment.ships_on)} (a preorder: we write if that day moves)"
    return moment(shipment.ship_by) if shipment.ship_by else ""


def _wired(order: Order) -> bool:
    """Money has come by wire: nobody's bank can release it, it has to be sent back."""
    return IncomingWire.objects.filter(payment__order=order, applied_amount__gt=0).exists()
