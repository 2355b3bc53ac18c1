"""What a proposal would pay its consignor, looked at before it is offered; nothing is written."""

from dataclasses import dataclass
from decimal import Decimal

from consignment.offers.making import Proposal
from consignment.offers.tiers import payout_at, rate_for
from portero.core.figures import figure


@dataclass(frozen=True)
class Reckoning:
    """Our share (0.2500 is 25 %) and what she receives: (when it sells, at which price, her sum), in USD."""

    rate: Decimal
    lines: tuple[tuple[str, Decimal, Decimal], ...]


def reckon(proposal: Proposal) -> Reckoning:
    """By the tier of the start price, for the start, each step and the floor.

    Raises OfferRefused for sums that don't fit together, CommissionTier.DoesNotExist where no tier reaches down.
    """
    proposal.check(int(figure("consignment_term_days")))
    rate = rate_for(proposal.start_price)
    prices = [("At the start", proposal.start_price)]
    prices += [(f"From day {day}", price) for day, price in proposal.steps]
    prices.append(("At the floor", proposal.floor_price))
    return Reckoning(rate, tuple((when, price, payout_at(price, rate)) for when, price in prices))
