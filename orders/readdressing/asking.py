"""She asks for another delivery address: until a label is bought or anything is packed.

Locks: the order, then its shipments; whoever buys a label takes the same first (orders.fulfilment.buying).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from logistics.models import LIVE, Label, Purpose
from orders import addresses, lifecycle, mails
from orders.addressing.lines import in_one_line
from orders.books.ledger import entries_of
from orders.fulfilment import pausing
from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import Pause, Shipment, ShipmentState
from orders.locks import lock_order
from orders.models import VerificationCase
from orders.order.models import Order
from orders.readdressing.giving_back import given_back
from orders.readdressing.models import AddressChange
from orders.readdressing.pricing import ChangeRefused, tax_at
from orders.states import OrderState
from orders.tax.calculator import TaxQuote
from portero.core import audit

ShippingAddress = get_model("order", "ShippingAddress")
State = AddressChange.State
CHANGEABLE = frozenset({OrderState.CONFIRMED, OrderState.UNDER_VERIFICATION})
NOT_PACKED = frozenset({ShipmentState.WAITING, ShipmentState.TO_PACK})
TOO_LATE = "The address can’t be changed here any more: your order is being packed. Write to us at once."
WAITS = "We are looking at another address for this order already."
DECIDED = "We have just decided about this order. Please look again in a few minutes."
THE_SAME = "That is the address your order goes to already."
CHANGED = "The delivery address was changed after the payment was authorised"
WHY_IT_STANDS = "The buyer gave another delivery address; it is verified first."


@dataclass(frozen=True)
class Wanted:
    """An address as the address step keeps it (with `county` if she said it), and what of it she insists on."""

    told: dict[str, str]
    kept: list[str] = field(default_factory=list)


def may_change(order: Order, parcels: Iterable[Shipment] | None = None) -> bool:
    """Whether she can give another address now: paid or looked at, nothing packed, no label bought.

    Also where all of it came back to us undelivered, and isn't sent again yet.

    `parcels` are all of its shipments, where the caller has read them.
    """
    found = list(order.shipments.all() if parcels is None else parcels)
    waits = _not_packed(order, found) or _all_back(order, found)
    if not waits or order.shipping_address is None:
        return False
    numbers = [shipment.number for shipment in found]
    return not Label.objects.filter(reference__in=numbers, purpose=Purpose.OUTBOUND, state__in=LIVE).exists()


def _not_packed(order: Order, parcels: list[Shipment]) -> bool:
    return order.status in CHANGEABLE and all(parcel.state in NOT_PACKED for parcel in parcels)


def _all_back(order: Order, parcels: list[Shipment]) -> bool:
    """Where one parcel of several is delivered, the address of the order is the one that it went to."""
    states = {parcel.state for parcel in parcels} - {ShipmentState.CANCELLED}
    return order.status == OrderState.SHIPPED and states == {ShipmentState.BACK}


def open_change(order: Order) -> AddressChange | None:
    """The change that waits for staff, with both addresses."""
    found = order.address_changes.filter(state=State.OPEN)
    return found.select_related("before__country", "after__country").first()


def ask(order: Order, wanted: Wanted, *, actor: Any = None) -> AddressChange:
    """Ask for another address of the buyer's order; returns the change.

    Paid, it opens verification again: the clocks of the parcels stand, and nothing moves before staff approve it.
    Before the charge it is taken at once, and the order's own verification decides about it. Raises ChangeRefused,
    whose message she may read.
    """
    if not may_change(order):
        raise ChangeRefused(TOO_LATE)
    there = tax_at(order, wanted.told)
    with transaction.atomic():
        return _ask(order, wanted, there, actor)


def _ask(order: Order, wanted: Wanted, there: TaxQuote, actor: Any) -> AddressChange:
    locked, parcels = lock_order(order.pk), lock_shipments(order)
    if not may_change(locked, parcels):
        raise ChangeRefused(TOO_LATE)
    if open_change(locked) is not None:
        raise ChangeRefused(WAITS)
    change = _written(locked, wanted, actor)
    less = given_back(entries_of(locked), there)
    if locked.status == OrderState.UNDER_VERIFICATION:
        if less is not None:
            raise ChangeRefused("Another sales tax is owed there than your payment was authorised for.")
        _add_to_case(locked)
        take(change, locked)
        mails.address_changed(locked, change)
    else:
        for shipment in parcels:
            if shipment.state == ShipmentState.TO_PACK:  # one that is back has no clock, and isn't sent again
                pausing.stop(shipment, Pause.Kind.VERIFICATION, why=WHY_IT_STANDS, actor=actor)
        tell(change, "address_asked", actor=actor)
        mails.address_asked(locked, change)
    audit.record("orders.address_asked", locked, actor=actor, change=change.pk, state=change.state)
    return change


def _written(order: Order, wanted: Wanted, actor: Any) -> AddressChange:
    """The new address and the change as rows; the phone stays that of the order."""
    columns = {("country_id" if name == "country" else name): text for name, text in wanted.told.items()}
    county = columns.pop("county", "")
    after = ShippingAddress(**columns, phone_number=order.shipping_address.phone_number)
    names = ("first_name", "last_name")
    same_name = all(getattr(order.shipping_address, name) == getattr(after, name) for name in names)
    if same_name and not addresses.differ(order.shipping_address, after):
        raise ChangeRefused(THE_SAME)
    after.save()
    charged = order.status != OrderState.UNDER_VERIFICATION
    return AddressChange.objects.create(
        order=order,
        before=order.shipping_address,
        after=after,
        county=county,
        address_kept=wanted.kept,
        state=State.OPEN if charged else State.TAKEN,
        asked_by=actor if getattr(actor, "is_authenticated", False) else None,
    )


def _add_to_case(order: Order) -> None:
    """Staff who look at the order read why they should look again. Raises ChangeRefused once they have decided."""
    case = VerificationCase.objects.select_for_update().filter(order=order).first()
    if case is None or case.decision:
        raise ChangeRefused(DECIDED)
    case.reasons = [*dict.fromkeys([*case.reasons, CHANGED])]
    case.save(update_fields=["reasons"])


def take(change: AddressChange, order: Order, *, actor: Any = None, **facts: Any) -> None:
    """The locked order goes to the new address from now on."""
    order.shipping_address = change.after
    order.save(update_fields=["shipping_address"])
    order.contact.county, order.contact.address_kept = change.county, change.address_kept
    order.contact.save(update_fields=["county", "address_kept"])
    tell(change, "address_changed", actor=actor, **facts)


def tell(change: AddressChange, kind: str, *, actor: Any = None, **facts: Any) -> None:
    """The event of a step, with both addresses in one line each."""
    both: Any = {"before": in_one_line(change.before), "after": in_one_line(change.after)}
    lifecycle.append(change.order, kind, actor=actor, change=change.pk, **both, **facts)
