"""Landed cost from our own tables: the default, and what stands in when an outside provider is silent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from orders.tax.border import snapshot
from orders.tax.border.engine import cost_of
from orders.tax.border.values import ZERO, Goods, LandedCost, joined
from orders.tax.destination import Destination

# The United Kingdom and Greece have second codes; Puerto Rico is within the customs territory of the United States.
SAME = {"UK": "GB", "EL": "GR", "PR": "US"}


class LocalTables:
    """Always an estimate."""

    remote = False

    def quote(
        self,
        lines: Sequence[Goods],
        origin: str,
        destination: Destination,
        *,
        freight: Decimal = ZERO,
        on: date,
    ) -> LandedCost:
        """By tariff code, country of manufacture and destination; asks nothing outside."""
        start, to = as_known(origin), replace(destination, country=as_known(destination.country))
        if start == to.country:
            return LandedCost()
        return cost_of(lines, start, to, freight, on, snapshot.current())


def as_known(country: str) -> str:
    """The code under which our tables have a country."""
    return SAME.get(country, country)


def of_parcels(goods: Sequence[Goods], to: Destination, freight: Decimal, on: date) -> LandedCost:
    """The landed cost of goods from several places; the delivery in USD is divided among them by price."""
    value = sum((line.total for line in goods), ZERO)
    costs = []
    for origin in dict.fromkeys(line.ships_from for line in goods):
        parcel = [line for line in goods if line.ships_from == origin]
        share = sum((line.total for line in parcel), ZERO) / value if value else Decimal(0)
        costs.append(LocalTables().quote(parcel, origin, to, freight=freight * share, on=on))
    return joined(costs)
