"""Our share of the selling price, by tiers that are data (domain.md, Selling with Portero)."""

from decimal import Decimal

from consignment.models import CommissionTier
from portero.core.money import quantise


def rate_for(price: Decimal) -> Decimal:
    """Our share (0.2500 is 25 %) of a piece at this price in USD: that of the highest tier that it reaches.

    Raises CommissionTier.DoesNotExist where no tier begins low enough.
    """
    tier = CommissionTier.objects.filter(price_from__lte=price).order_by("-price_from").first()
    if tier is None:
        raise CommissionTier.DoesNotExist(f"No commission tier reaches down to {price} USD.")
    return tier.rate


def payout_at(price: Decimal, rate: Decimal) -> Decimal:
    """What the consignor receives in USD if it sells at this price: the price less our share, rounded to the cent."""
    return quantise(price) - quantise(price * rate)
