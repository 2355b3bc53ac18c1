"""The seam for sales tax: a calculator returns values, `orders.tax.writer` stores them.

`settings.TAX_CALCULATOR` names the class in use. Today that is the registered states' base rates; the engine
with counties, cities and rules takes the same place and nothing else changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from orders.tax.models import Rate, Registration
from portero.core.money import quantise


@dataclass(frozen=True)
class TaxableLine:
    """One piece: its number, what the tax rules call it, its price in USD."""

    number: str
    category: str
    price: Decimal


@dataclass(frozen=True)
class Sale:
    """What is sold where and when; `shipping` in USD before tax, `state` the two-letter code of the delivery."""

    lines: Sequence[TaxableLine]
    shipping: Decimal
    country: str
    state: str
    on: date


@dataclass(frozen=True)
class Component:
    """Tax of one jurisdiction on one line, or on the shipping (`number` is None)."""

    number: str | None
    jurisdiction: str
    level: str
    percent: Decimal
    base: Decimal
    amount: Decimal
    rule: str
    source: str


@dataclass(frozen=True)
class TaxQuote:
    components: tuple[Component, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def total(self) -> Decimal:
        """All tax in USD."""
        return sum((c.amount for c in self.components), Decimal("0.00"))

    def of_line(self, number: str | None) -> Decimal:
        """The tax of one piece, or of the shipping (None), in USD."""
        return sum((c.amount for c in self.components if c.number == number), Decimal("0.00"))


class Calculator(Protocol):
    def quote(self, sale: Sale) -> TaxQuote:
        """The tax of a sale, line by line. Must not write anything."""
        ...


class StateBaseRates:
    """The base rate of the state where Portero is registered; nothing elsewhere (domain.md, Sales tax)."""

    def quote(self, sale: Sale) -> TaxQuote:
        """Every line and, where the state taxes it, the shipping at the state's base rate of that day."""
        registration = self._registration(sale)
        if registration is None:
            return TaxQuote()
        rate = (
            Rate.objects.filter(
                jurisdiction__state=sale.state, jurisdiction__level="state", since__lte=sale.on
            )
            .exclude(until__lte=sale.on)
            .get()
        )
        taxed: list[tuple[str | None, Decimal]] = [(line.number, line.price) for line in sale.lines]
        if registration.shipping_taxable and sale.shipping:
            taxed.append((None, sale.shipping))
        components = tuple(self._component(registration, rate, number, base) for number, base in taxed)
        return TaxQuote(components, ("Only the state's base rate is known; local rates are not included.",))

    @staticmethod
    def _registration(sale: Sale) -> Registration | None:
        if sale.country != "US":
            return None
        in_force = Registration.objects.filter(state=sale.state, since__lte=sale.on)
        return in_force.exclude(until__lte=sale.on).first()

    @staticmethod
    def _component(where: Registration, rate: Rate, number: str | None, base: Decimal) -> Component:
        return Component(
            number=number,
            jurisdiction=f"{where.name} State" if where.name == "New York" else where.name,
            level="state",
            percent=rate.percent,
            base=base,
            amount=quantise(base * rate.percent / 100),
            rule="state base rate" if number else "shipping is taxable",
            source=rate.source,
        )


def calculator() -> Calculator:
    """The calculator in use."""
    return import_string(settings.TAX_CALCULATOR)()
