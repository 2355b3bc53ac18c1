"""What a return gives back, as pages and mails show it; sums in USD."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from orders.bill import Row
from orders.order.models import Order
from orders.payments.models import Payment, PaymentState, Refund
from orders.payments.origin import origin_of
from orders.payments.refunds.spreading import captured
from orders.payments.words import BANKS_WAIT, back_to, how_long
from orders.returns.amounts import Amounts, rows_of
from orders.returns.models import Return, ReturnAmounts, ReturnState
from portero.core.money import dollars

BACK = "What you get back"
GIVES = "What your piece gives"
LABEL_AT_MOST = "The label costs you what the carrier takes for it, and not more than this."
AS_IT_LEFT = (
    "For what comes back as it left us: unused, undamaged, in its packaging, with the security tag on."
)


@dataclass(frozen=True)
class Sums:
    """The rows add up to the total; `kept` says what of her bill doesn't come back from abroad, empty inside."""

    label: str
    rows: list[Row]
    total: Decimal
    kept: str
    note: str = ""


class WayBack(NamedTuple):
    """`your Visa ending 4417`, and the sentence that says how long it takes until she sees it there."""

    form: str
    how_long: str


def of_amounts(found: Amounts | ReturnAmounts, note: str = "", *, final: bool = False) -> Sums:
    """Sums that are reckoned now, before she asks, or that were frozen; `final` once they are what goes back."""
    rows = [Row(name, amount) for name, amount in rows_of(found)]
    at_most = LABEL_AT_MOST if found.return_shipping and not final else ""
    return Sums(BACK, rows, found.total, " ".join(filter(None, [at_most, _kept(found)])), note)


def of_return(ret: Return) -> Sums:
    """What goes back in the end once that is known, else what she was shown; no query where `amounts` was read."""
    final = ret.final
    found = of_amounts(final, final=True) if final is not None else of_amounts(ret.shown, AS_IT_LEFT)
    return replace(found, label=GIVES) if ret.kind == Return.Kind.EXCHANGE else found


def of_rest(ret: Return, credits: Iterable[Refund], new_order: str) -> Sums:
    """What goes back to her of an exchange: what her piece gave, less what of it paid the order of the other one."""
    found, paid = of_return(ret), sum((one.amount for one in credits), Decimal(0))
    rows = [*found.rows, Row(f"Paid order {new_order}", -paid)]
    return replace(found, label=BACK, rows=rows, total=found.total - paid)


def still_to_tell(ret: Return) -> Sums | None:
    """As `of_return`; None where nothing goes back: it was declined, called off, not sent, or refused as a whole."""
    over = ret.ended_at is not None or ret.state == ReturnState.GOING_BACK
    return None if over and ret.final is None else of_return(ret)


def way_back(order: Order) -> WayBack:
    """Where the money of this order goes back to; what a credit paid goes back last."""
    paid = captured(Payment.objects.filter(order=order, state=PaymentState.CAPTURED))
    first = origin_of(paid[0]) if paid else None
    return WayBack(back_to(first), how_long(first)) if first else WayBack("", BANKS_WAIT)


def _kept(found: Amounts | ReturnAmounts) -> str:
    customs = found.duties + found.import_tax
    if not customs:
        return ""
    return f"Of what you paid, customs keep {dollars(customs, cents=True)} of duties and import tax."
