"""The counties an address may lie in, where they would tax it differently: the one thing to ask her."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from orders.tax import engine
from orders.tax.calculator import Sale, TaxableLine
from orders.tax.destination import HOME, Destination, tidied
from orders.tax.evidence import weigh
from orders.tax.places import resolve
from orders.tax.snapshot import Tables

# Taxed with the goods or not: a difference shows at any sum.
SHIPPING = Decimal("100.00")


def counties_to_choose(
    to: Destination, lines: Sequence[TaxableLine], tables: Tables, on: date
) -> tuple[str, ...]:
    """The counties to choose from, the likeliest first; empty where they tax these lines alike.

    Nothing is asked where Portero doesn't collect, where a city or a told county decides, and where parts of
    the address contradict each other: that has to be cleared up first.
    """
    to = tidied(to)
    if to.country != HOME or not tables.registered(to.state, on):
        return ()
    told, place = weigh(to, tables), resolve(to, tables, on)
    if not place.ambiguous or told.notes or place.known_city or len(told.counties) < 2:
        return ()
    taxes = {_tax(replace(to, county=county), lines, tables, on) for county in told.counties}
    return told.counties if len(taxes) > 1 else ()


def _tax(to: Destination, lines: Sequence[TaxableLine], tables: Tables, on: date) -> Decimal:
    sale = Sale(lines=lines, shipping=SHIPPING, to=to, on=on)
    return engine.tax_of(sale, resolve(to, tables, on), tables).total
