"""She asks to send pieces back, and may change her mind until the parcel is on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.books.ledger import Entry, entries_of
from orders.locks import lock_order
from orders.order.models import Order
from orders.returns import deadlines, mails, rules, windows
from orders.returns.amounts import Amounts, amounts, freeze, label_costs_her
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnAmounts, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused, hold_payouts, move
from orders.returns.telling import tell
from orders.returns.windows import Returnable
from portero.core.numbers import random_number

NOTE_LENGTH = 600
NOTHING = "Choose what you want to send back."
NOT_OURS = "That isn’t part of this order."
SAY_WHY = "Say why it comes back."


@dataclass(frozen=True)
class Wanted:
    """A piece she wants to send back, by its order line's primary key, and why (ReturnPiece.Reason)."""

    line: int
    reason: str


def preview(
    order: Order,
    lines: Sequence[Any],
    *,
    kind: str = Return.Kind.RETURN,
    entries: list[Entry] | None = None,
) -> Amounts:
    """What she is shown before she asks: what these lines give back. Raises SplitRefused for lines of others.

    `entries` are those of the order's books, where the caller has read them.
    """
    fee, label = kind == Return.Kind.RETURN, label_costs_her(order)
    return amounts(order, lines, fee=fee, return_shipping=label, entries=entries)


@transaction.atomic
def ask(
    order: Order,
    wanted: Sequence[Wanted],
    *,
    kind: str = Return.Kind.RETURN,
    note: str = "",
    actor: Any = None,
    now: datetime | None = None,
) -> Return:
    """Ask to send pieces of her order back; the sums she was shown are frozen with the request.

    Raises ReturnRefused, whose message she may read, for what can't be sent back (any more) or was asked for before.
    """
    now, locked = now or timezone.now(), lock_order(order.pk)
    entries = entries_of(locked)
    chosen = _chosen(locked, wanted, now, entries)
    shown = preview(locked, [one.line for one in chosen.values()], kind=kind, entries=entries)
    ret = Return(
        number=random_number("RT"),
        order=locked,
        kind=kind,
        note=note.strip()[:NOTE_LENGTH],
        asked_at=now,
        asked_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    ret.due_at, ret.alarm_at = deadlines.of(ret, now)
    ret.save(force_insert=True)
    _hang(ret, chosen, {one.line: one.reason for one in wanted})
    freeze(ret, ReturnAmounts.Kind.SHOWN, shown)
    ret.suggestion = rules.suggest(ret).as_kept()
    ret.save(update_fields=["suggestion"])
    hold_payouts(ret, now)
    tell(ret, "return_requested", actor=actor, at=now, pieces=[one.item.number for one in chosen.values()])
    if kind == Return.Kind.RETURN:  # an exchange says more (orders.returns.exchanging.asking)
        mails.return_requested(ret)
    return ret


@transaction.atomic
def withdraw(ret: Return, *, actor: Any = None, now: datetime | None = None) -> Return:
    """She keeps it after all; its label is taken back by the sweep. Raises ReturnRefused once it is on its way."""
    now, locked = now or timezone.now(), lock_return(ret.pk)
    if locked.state not in {ReturnState.REQUESTED, ReturnState.APPROVED}:
        raise ReturnRefused("It is too late to withdraw it: it has been decided, or is on its way.")
    move(locked, ReturnState.WITHDRAWN, at=now, label_try_at=None)
    tell(locked, "return_withdrawn", actor=actor, at=now)
    return locked


def _chosen(
    order: Order, wanted: Sequence[Wanted], now: datetime, entries: list[Entry]
) -> dict[int, Returnable]:
    """What she wants, by line. Raises ReturnRefused."""
    if not wanted:
        raise ReturnRefused(NOTHING)
    if any(one.reason not in ReturnPiece.Reason.values for one in wanted):
        raise ReturnRefused(SAY_WHY)
    known = {one.line.pk: one for one in windows.returnable(order, now, entries)}
    if not {one.line for one in wanted} <= set(known):
        raise ReturnRefused(NOT_OURS)
    chosen = {one.line: known[one.line] for one in wanted}
    for one in chosen.values():
        if one.why_not:
            raise ReturnRefused(f"{one.item.title}: {one.why_not}")
    return chosen


def _hang(ret: Return, chosen: Mapping[int, Returnable], reasons: Mapping[int, str]) -> None:
    try:
        with transaction.atomic():
            ReturnPiece.objects.bulk_create(
                ReturnPiece(
                    ret=ret,
                    line=one.line,
                    item=one.item,
                    shipment_line=one.shipment_line,
                    reason=reasons[pk],
                )
                for pk, one in sorted(chosen.items())
            )
    except IntegrityError:
        raise ReturnRefused(windows.ASKED) from None
