"""What a landed cost is: goods on their way in, what customs and the carrier take, and who may be asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from orders.tax.border.models import ChargeKind
from orders.tax.destination import Destination
from portero.core.money import CURRENCY

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Goods:
    """A line that may cross a border: prices in USD, countries as ISO codes; `code` overrides the tariff table."""

    category: str
    price: Decimal
    quantity: int = 1
    material: str = ""
    made_in: str = ""
    ships_from: str = "US"
    number: str = ""
    code: str = ""

    @property
    def total(self) -> Decimal:
        """The price of all of them in USD."""
        return self.price * self.quantity


@dataclass(frozen=True)
class Charge:
    """One duty, import tax or fee of one line, in USD; fees are of the parcel and divided among its lines.

    `reference` is the outside provider's of its parcel's quote.
    """

    number: str
    kind: ChargeKind
    name: str
    percent: Decimal
    base: Decimal
    amount: Decimal
    code: str
    made_in: str
    origin: str
    source: str
    reference: str = ""


@dataclass(frozen=True)
class LandedCost:
    """What crossing the border costs in `currency`: an estimate, or guaranteed until `valid_until`.

    `crosses` says that a border lies between, also where nothing is owed. `known` is False where we have no
    figures for the destination: the sums are then no answer. `flagged` says that our tables stood in for the
    outside provider.
    """

    charges: tuple[Charge, ...] = ()
    warnings: tuple[str, ...] = ()
    crosses: bool = False
    known: bool = True
    guaranteed: bool = False
    valid_until: datetime | None = None
    provider: str = "tables"
    reference: str = ""
    flagged: bool = False
    currency: str = CURRENCY

    @property
    def duty(self) -> Decimal:
        return self._sum(ChargeKind.DUTY)

    @property
    def tax(self) -> Decimal:
        return self._sum(ChargeKind.TAX)

    @property
    def fees(self) -> Decimal:
        return self._sum(ChargeKind.FEE)

    @property
    def total(self) -> Decimal:
        return sum((charge.amount for charge in self.charges), ZERO)

    def _sum(self, kind: ChargeKind) -> Decimal:
        return sum((charge.amount for charge in self.charges if charge.kind == kind), ZERO)


class LandedCostProvider(Protocol):
    """`remote` says that it asks somebody else's server, which must not happen inside a transaction."""

    remote: bool

    def quote(
        self,
        lines: Sequence[Goods],
        origin: str,
        destination: Destination,
        *,
        freight: Decimal = ZERO,
        on: date,
    ) -> LandedCost:
        """What one parcel from `origin` costs at the border; `freight` is its delivery in USD. Never raises."""
        ...


def provider() -> LandedCostProvider:
    """The provider in use."""
    return import_string(settings.LANDED_COST_PROVIDER)()


def joined(costs: Iterable[LandedCost]) -> LandedCost:
    """The landed cost of all parcels of an order: guaranteed only if every one is, until the first ends."""
    crossing = [cost for cost in costs if cost.crosses]
    if not crossing:
        return LandedCost()
    ends = [cost.valid_until for cost in crossing if cost.valid_until]
    return LandedCost(
        charges=tuple(charge for cost in crossing for charge in cost.charges),
        warnings=tuple(dict.fromkeys(w for cost in crossing for w in cost.warnings)),
        crosses=True,
        known=all(cost.known for cost in crossing),
        guaranteed=all(cost.guaranteed for cost in crossing),
        valid_until=min(ends) if ends else None,
        provider=crossing[0].provider,
        reference=" ".join(cost.reference for cost in crossing if cost.reference),
        flagged=any(cost.flagged for cost in crossing),
    )
