"""What a piece would cost in all at a place she named: every row, how it travels, and why it can't go there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from catalog.models import Item
from orders.bill import Row, of_quote
from orders.delivery.choices import Choice, choices
from orders.estimate.where import Where
from orders.quote import Quote, Wishes, quote_for
from orders.routes.decision import Verdict
from orders.tax.calculator import calculator
from orders.tax.destination import Destination

# A ZIP may have several names and lie in several counties; beyond these the range hardly grows.
PLACES = 12


@dataclass(frozen=True)
class Estimate:
    """The likeliest quote, and the least and most the sales tax may be within the ZIP, in USD."""

    where: Where
    quote: Quote
    choices: list[Choice]
    least: Decimal
    most: Decimal

    @property
    def rows(self) -> list[Row]:
        """The bill at the likeliest place; it adds up to `quote.total`."""
        return of_quote(self.quote)

    @property
    def ambiguous(self) -> bool:
        """Whether the ZIP alone doesn't decide the tax."""
        return self.least != self.most

    @property
    def total_least(self) -> Decimal:
        return self.quote.total - self.quote.tax_total + self.least

    @property
    def total_most(self) -> Decimal:
        return self.quote.total - self.quote.tax_total + self.most

    @property
    def closed(self) -> Verdict | None:
        """Why the piece may not go there."""
        return next(iter(self.quote.routes), None)

    @property
    def problem(self) -> str:
        """Why no carrier takes it there; empty if one does."""
        return next((s.offer.problem for s in self.quote.problems), "")


def estimate(item: Item, where: Where) -> Estimate:
    """The estimate of one piece; writes nothing and reserves nothing."""
    wishes = Wishes(to=where.destination)
    offered = choices([item], wishes)
    quote = next((choice.quote for choice in offered if choice.offered), offered[0].quote)
    taxes = [quote.tax_total]
    # An outside calculator is asked once, not for every place of a ZIP.
    if not calculator().remote:
        taxes += [quote_for([item], replace(wishes, to=place)).tax_total for place in _others(where)]
    return Estimate(where, quote, offered, min(taxes), max(taxes))


def _others(where: Where) -> Iterator[Destination]:
    """The other places that the ZIP may be: its other names, its other counties."""
    found = where.zip
    if found is None:
        return iter(())
    counties = found.counties or ("",)
    places = (
        Destination(state=found.state, zip=found.code, city=city, county=county)
        for county in counties
        for city in found.names
    )
    return islice((place for place in places if place != where.destination), PLACES)
