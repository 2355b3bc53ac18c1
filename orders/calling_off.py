"""The buyer calls her order off before anything of it is packed: no fee, all of it goes back, no questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orders.books import everything
from orders.books.splitting import SplitRefused
from orders.cancellation import (
    NOT_PACKED,
    CancellationRefused,
    MoneyMayStillArrive,
    cancel_paid,
    cancel_unpaid,
)
from orders.fulfilment.models import Shipment, ShipmentState
from orders.order.models import Order
from orders.part_cancellation import cancel_parcel
from orders.payments import attempts
from orders.payments.gateway import GatewayError
from orders.payments.models import Payment
from orders.payments.origin import origin_of
from orders.payments.refunds import spreading
from orders.payments.words import back_to, how_long
from orders.states import OrderState

BY_HER = "You cancelled it before it was packed."
UNVERIFIED = "You cancelled it before we had charged it."
WORDS_LENGTH = 200
TOO_LATE = "It can't be cancelled here any more. Write to us: until the carrier has it we can still stop it."
ASK_AGAIN = "We could not reach the payment service. Nothing has changed; please try again in a few minutes."


def may_call_off(order: Order, parcels: Iterable[Shipment] | None = None) -> bool:
    """Whether she can cancel it herself now: it is paid or looked at, and nothing of it is packed.

    `parcels` are all of its shipments, where the caller has read them.
    """
    if order.status not in {OrderState.CONFIRMED, OrderState.UNDER_VERIFICATION}:
        return False
    found = order.shipments.all() if parcels is None else parcels
    return all(shipment.state in NOT_PACKED | {ShipmentState.CANCELLED} for shipment in found)


@dataclass(frozen=True)
class GivenBack:
    """What she would get back: a sum in USD, whether that is all she had paid, where it goes, and how long it takes."""

    amount: Decimal
    whole: bool
    to: str
    how_long: str


def gives_back(order: Order) -> GivenBack | None:
    """What a call off would give back now; None if nothing is charged or left. Uses prefetched payments."""
    payments = spreading.captured(order.payments.all())
    left = spreading.left(payments)
    whole = not any(payment.refunded_amount for payment in payments)
    return _back_to_her(payments, left, whole=whole) if left else None


def parcel_gives_back(order: Order, shipment: Shipment) -> GivenBack | None:
    """As `gives_back`, of one parcel; None also where staff must look first. Uses prefetched payments."""
    payments = spreading.captured(order.payments.all())
    try:
        amount = everything.of_parcel(order, shipment).total
    except SplitRefused:
        return None
    if not amount or amount > spreading.left(payments):
        return None
    return _back_to_her(payments, amount, whole=False)


def _back_to_her(payments: Sequence[Payment], amount: Decimal, *, whole: bool) -> GivenBack:
    origins = [origin_of(payment) for payment, _ in spreading.parts_of(payments, amount)]
    to, waits = (dict.fromkeys(map(word, origins)) for word in (back_to, how_long))
    return GivenBack(amount, whole, " and ".join(to), " ".join(waits))


def call_off(order: Order, *, words: str = "", actor: Any = None) -> Order:
    """Cancel it for its buyer; `words` is her reason if she gave one, which only staff read. Returns the fresh order.

    Raises CancellationRefused, whose message she may read, when it is too late or the provider can't be asked.
    """
    if order.status == OrderState.UNDER_VERIFICATION:
        return _before_the_charge(order, actor)
    if not may_call_off(order):
        raise CancellationRefused(TOO_LATE)
    try:
        return cancel_paid(order, reason=BY_HER, actor=actor, her_words=words.strip()[:WORDS_LENGTH])
    except CancellationRefused:
        # Packed a moment ago, or her bank disputes the payment: the reason is for staff.
        raise CancellationRefused(TOO_LATE) from None


def call_off_parcel(shipment: Shipment, *, words: str = "", actor: Any = None) -> Shipment:
    """Cancel one parcel of several for its buyer, as `call_off`. Raises CancellationRefused for her to read."""
    hers = words.strip()[:WORDS_LENGTH]
    try:
        return cancel_parcel(shipment, reason=BY_HER, actor=actor, her_words=hers)
    except CancellationRefused:
        raise CancellationRefused(TOO_LATE) from None


def _before_the_charge(order: Order, actor: Any) -> Order:
    """The sum that her bank has set aside is released first; money that has arrived meanwhile stops it here."""
    try:
        if attempts.close(order, even_authorised=True):
            cancel_unpaid(order, reason=UNVERIFIED, keep_hold=False, actor=actor, final=True)
    except (GatewayError, MoneyMayStillArrive):
        raise CancellationRefused(ASK_AGAIN) from None
    order.refresh_from_db()
    if order.status != OrderState.CANCELLED:
        raise CancellationRefused(ASK_AGAIN)
    return order
