"""Sales tax piece by piece and jurisdiction by jurisdiction, of a quote or of the rows frozen with an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from orders.order.models import Order
from orders.quote import Quote
from orders.tax.models import Jurisdiction

ZERO = Decimal("0.00")
FULL = "full price"
PLACES = {"state": "the state", "county": "the county", "city": "the city", "city_zip": "city and ZIP"}
PARTLY = (
    "We know the tax of your {place} for certain, but not whether a smaller district adds to it. "
    "We charge what we know."
)


@dataclass(frozen=True)
class Row:
    """One jurisdiction's tax on a piece or charge: base and amount in USD, and why, where the rule isn't plain.

    The level is empty where the name says it: `New York State`, `Albany County`.
    """

    jurisdiction: str
    level: str
    percent: str
    base: Decimal
    amount: Decimal
    rule: str
    source: str

    @property
    def about(self) -> str:
        """`city`, `county, shipping is taxable`: what is to be said beside the name."""
        return ", ".join(filter(None, [self.level.lower(), self.rule]))


@dataclass(frozen=True)
class Taxed:
    """A piece, or a charge, with the tax on it."""

    what: str
    rows: list[Row]

    @property
    def total(self) -> Decimal:
        """All tax on it in USD."""
        return sum((row.amount for row in self.rows), ZERO)


def of_quote(quote: Quote) -> list[Taxed]:
    """The tax of a quote; nothing where none is due or the address isn't known."""
    titles = {item.number: f"{item.designer.name} {item.title}" for item in quote.items}
    return _grouped((titles.get(c.number or "", ""), _of(c), c) for c in quote.tax.components)


def of_order(order: Order) -> list[Taxed]:
    """The tax of a placed order as it was frozen."""
    prefetch_related_objects([order], "tax_components", "lines")
    lines = {line.pk: line for line in order.lines.all()}
    for component in order.tax_components.all():
        component.line = lines.get(component.line_id)
    return of_components(order.tax_components.all())


def of_components(components: Iterable[Any]) -> list[Taxed]:
    """The tax of frozen rows, which have their lines at hand."""
    return _grouped((c.line.title if c.line else "", _of(c), c) for c in components)


def note_of(order: Order) -> str:
    """What to say of a placed order of whose tax only part is known."""
    first = next(iter(order.tax_components.all()), None)
    return partly_known(matched=first.matched, ambiguous=first.ambiguous) if first else ""


def partly_known(*, matched: str, ambiguous: bool) -> str:
    """A sentence for the buyer where only part of the address's tax is known; empty where all is."""
    return PARTLY.format(place=PLACES.get(matched, "place").removeprefix("the ")) if ambiguous else ""


def _of(component: Any) -> str:
    number = getattr(component, "number", None) or getattr(component, "line_id", None)
    return component.of if number or component.of != "price" else "shipping"


def _grouped(rows: Iterable[tuple[str, str, Any]]) -> list[Taxed]:
    groups: dict[str, list[Row]] = {}
    for title, of, component in rows:
        groups.setdefault(_what(title, of), []).append(_row(component))
    return [Taxed(what, rows) for what, rows in groups.items()]


def _what(title: str, of: str) -> str:
    names = {"price": title, "shipping": "Delivery"}
    return names.get(of) or ", ".join(filter(None, [of.capitalize(), title]))


def _row(c: Any) -> Row:
    level = str(Jurisdiction.Level(c.level).label) if c.level in Jurisdiction.Level.values else c.level
    level = "" if level.lower() in c.jurisdiction.lower().split() else level
    rule = "" if c.rule == FULL else c.rule
    return Row(c.jurisdiction, level, f"{c.percent.normalize():f}%", c.base, c.amount, rule, c.source)
