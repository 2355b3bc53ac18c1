"""The way of her money under a claim: how much, where to, and how long it takes."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from orders.payments.origin import is_by_hand, sent_by, together_with
from orders.payments.words import back_to, by_hand, how_long
from orders.promise.models import Claim


class WayBack(NamedTuple):
    """`amount` in USD to `form` (`your Visa ending 4417`); `how_long` is a sentence; `done_at` once all has left us."""

    amount: Decimal
    form: str
    how_long: str
    done_at: datetime | None


def of_claim(claim: Claim) -> WayBack | None:
    """What goes back, over every payment that it leaves by; None before one was asked for, and once it was given up."""
    asked = [one for one in together_with(claim.refund) if not one.closed_at] if claim.refund else []
    if not asked:
        return None
    as_usual = [one for one in asked if not is_by_hand(one)]
    origins = [origin for one in as_usual if (origin := sent_by(one)) is not None]
    forms = [*map(back_to, origins), *(f"you {by_hand(one.how)}" for one in asked if one not in as_usual)]
    moments = [one.done_at for one in asked]
    return WayBack(
        amount=sum((one.amount for one in asked), Decimal(0)),
        form=" and ".join(dict.fromkeys(forms)),
        how_long=" ".join(dict.fromkeys(map(how_long, origins))),
        done_at=None if None in moments else max(at for at in moments if at),
    )
