"""What becomes of a change that waits: staff approve or decline it, she withdraws it, the order is cancelled."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from orders import addresses, mails
from orders.books.ledger import entries_of
from orders.books.splitting import Split
from orders.checkout.draft import FIELDS
from orders.fulfilment import pausing
from orders.fulfilment.locks import lock_shipments
from orders.fulfilment.models import Pause
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Refund
from orders.payments.refunds import spreading
from orders.readdressing.asking import may_change, take, tell
from orders.readdressing.giving_back import given_back
from orders.readdressing.models import AddressChange
from orders.readdressing.pricing import tax_at
from portero.core import audit

State = AddressChange.State
LESS_TAX = "Less sales tax is owed at the new delivery address."


class DecisionRefused(Exception):
    """This can't be decided (any more); the message says why, to staff."""


def approve(change: AddressChange, *, actor: Any, reason: str) -> AddressChange:
    """The order goes to the new address, the tax that isn't owed there goes back, and the clocks run on.

    Raises DecisionRefused, and ChangeRefused where it can't go there (any more).
    """
    there = tax_at(change.order, told_of(change))
    with transaction.atomic():
        order, fresh = _locked(change, reason)
        split = given_back(entries_of(order), there)
        fresh.refund = _give_back(order, split, actor) if split else None
        if not may_change(order, lock_shipments(order)):
            raise DecisionRefused("A parcel of it is packed or has a label: it goes to the old address.")
        back: dict[str, Any] = {"given_back": str(split.total)} if split else {}
        _end(fresh, State.APPROVED, actor, reason)
        take(fresh, order, actor=actor, **back)
        _run_on(order, actor)
        mails.address_changed(order, fresh)
    return fresh


@transaction.atomic
def decline(change: AddressChange, *, actor: Any, reason: str) -> AddressChange:
    """The old address stays and the clocks run on; she may still cancel. Raises DecisionRefused."""
    order, fresh = _locked(change, reason)
    _end(fresh, State.DECLINED, actor, reason)
    _stays(fresh, order, actor)
    return fresh


@transaction.atomic
def withdraw(order: Order, *, actor: Any = None) -> bool:
    """She keeps the old address; False if nothing waits any more."""
    locked = lock_order(order.pk)
    change = _waiting(locked)
    if change is None:
        return False
    _end(change, State.WITHDRAWN, actor)
    _stays(change, locked, actor)
    return True


def lapse(order: Order, *, actor: Any = None) -> None:
    """The locked order is cancelled: nothing of it goes anywhere."""
    if change := _waiting(order):
        _end(change, State.LAPSED, actor)


def told_of(change: AddressChange) -> dict[str, str]:
    """The new address as the address step keeps it."""
    columns = {name: "country_id" if name == "country" else name for name in FIELDS}
    told = {name: getattr(change.after, column) for name, column in columns.items()}
    return told | {"county": change.county}


def differs_from_billing(change: AddressChange) -> bool:
    """Whether the new address is another place than the billing address."""
    return addresses.differ(change.after, change.order.billing_address)


def _waiting(order: Order) -> AddressChange | None:
    """The open change of a locked order."""
    change = order.address_changes.filter(state=State.OPEN).select_related("before", "after").first()
    if change is not None:
        change.order = order
    return change


def _locked(change: AddressChange, reason: str) -> tuple[Order, AddressChange]:
    if not reason.strip():
        raise DecisionRefused("Give the reason for this decision.")
    order = lock_order(change.order_id)
    fresh = _waiting(order)
    if fresh is None or fresh.pk != change.pk:
        raise DecisionRefused("This change doesn't wait for a decision any more.")
    return order, fresh


def _give_back(order: Order, split: Split, actor: Any) -> Refund:
    payments = spreading.captured(lock_payments(order))
    if not payments:
        raise DecisionRefused("Nothing is captured for this order.")
    for payment, part in spreading.parts_of(payments, split.total):
        if problem := refund_problem(payment, part):
            raise DecisionRefused(problem)
    return spreading.request(payments, split.total, reason=LESS_TAX, actor=actor, split=split)[0]


def _end(change: AddressChange, state: AddressChange.State, actor: Any, reason: str = "") -> None:
    change.state, change.ended_at = state, timezone.now()
    if state in {State.APPROVED, State.DECLINED}:
        change.decided_by, change.decision_reason = actor, reason.strip()[:300]
    change.save()
    audit.record(f"orders.address_{state.value}", change.order, actor=actor, reason=reason, change=change.pk)


def _stays(change: AddressChange, order: Order, actor: Any) -> None:
    _run_on(order, actor)
    tell(change, "address_stays", actor=actor)
    mails.address_stays(order, change)


def _run_on(order: Order, actor: Any) -> None:
    for shipment in lock_shipments(order):
        pausing.run_on(shipment, Pause.Kind.VERIFICATION, actor=actor)
