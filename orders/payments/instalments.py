"""What a purchase could cost a month with Affirm: an example, never an offer. Affirm decides and names its terms."""

from dataclasses import dataclass
from decimal import Decimal

from portero.core.money import quantise

# Plans of which the payment page gives an example, in months.
PLANS = (4, 12)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Instalments:
    """`count` equal monthly payments of `monthly` USD at `apr` per cent a year, `total` USD in all."""

    count: int
    monthly: Decimal
    apr: Decimal

    @property
    def total(self) -> Decimal:
        """What she would have paid in the end, interest included."""
        return self.monthly * self.count


def examples(total: Decimal, apr: Decimal) -> list[Instalments]:
    """The example plans for a purchase of `total` USD at `apr` per cent a year."""
    return [monthly(total, apr, count) for count in PLANS]


def monthly(total: Decimal, apr: Decimal, count: int) -> Instalments:
    """Equal payments at the end of each month (annuity), interest compounded monthly, rounded to the cent.

    The rounding can leave the sum of a plan without interest off by less than a cent per payment.
    """
    rate = apr / 100 / MONTHS_A_YEAR
    if not rate:
        return Instalments(count, quantise(total / count), apr)
    return Instalments(count, quantise(total * rate / (1 - (1 + rate) ** -count)), apr)
