"""The seam for sales tax: a calculator returns values, `orders.tax.writer` stores them.

`settings.TAX_CALCULATOR` names the class in use: `orders.tax.local.LocalTables` answers from our own tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from orders.tax.places import Destination

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class TaxableLine:
    """Some pieces of one kind: number, what the tax rules call them, price of one in USD.

    `shipping` is the delivery that the bill states for this line, if it states delivery line by line.
    """

    number: str
    category: str
    price: Decimal
    quantity: int = 1
    material: str = ""
    shipping: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """The price of all of them in USD."""
        return self.price * self.quantity


@dataclass(frozen=True)
class Sale:
    """What is sold where and when; sums in USD before tax.

    `combined` says that shipping and handling are one line of the bill. `carrier_cost` is what the carrier is
    paid; None says that shipping is charged at cost. `exemption` names the certificate of a buyer who owes no tax.
    """

    lines: Sequence[TaxableLine]
    shipping: Decimal
    to: Destination
    on: date
    handling: Decimal = ZERO
    gift_wrap: Decimal = ZERO
    combined: bool = False
    carrier_cost: Decimal | None = None
    pickup_offered: bool = False
    exemption: str = ""


@dataclass(frozen=True)
class Component:
    """Tax of one jurisdiction on one line, or on the shipping (`number` is None).

    `of` says on what of the line: its price, or its share of handling or gift wrap.
    """

    number: str | None
    jurisdiction: str
    level: str
    percent: Decimal
    base: Decimal
    amount: Decimal
    rule: str
    source: str
    of: str = "price"


@dataclass(frozen=True)
class TaxQuote:
    """The tax of a sale by line and jurisdiction; `matched` and `ambiguous` say how its place was found.

    `provider` computed it; `fallback` says why another one that was asked first did not.
    """

    components: tuple[Component, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    matched: str = "state"
    ambiguous: bool = False
    provider: str = "own tables"
    fallback: str = ""

    @property
    def total(self) -> Decimal:
        """All tax in USD."""
        return sum((c.amount for c in self.components), ZERO)

    def of_line(self, number: str | None, *, of: str = "") -> Decimal:
        """The tax of one line, or of the shipping (None), in USD; `of` takes only its price, handling or gift wrap."""
        return sum((c.amount for c in self.components if c.number == number and of in ("", c.of)), ZERO)

    @property
    def of_shipping(self) -> Decimal:
        """The tax on the delivery alone, in USD; a calculator may tell handling and gift wrap without a line too."""
        return self.of_line(None) - self.of_line(None, of="handling") - self.of_line(None, of="gift wrap")

    def on(self, charge: str) -> Decimal:
        """The tax on `handling` or `gift wrap`, over all lines, in USD."""
        return sum((c.amount for c in self.components if c.of == charge), ZERO)


class Calculator(Protocol):
    """`remote` says that it asks somebody else's server, which must not happen inside a transaction."""

    remote: bool

    def quote(self, sale: Sale) -> TaxQuote:
        """The tax of a sale, line by line. Must not write anything."""
        ...


def calculator() -> Calculator:
    """The calculator in use."""
    return import_string(settings.TAX_CALCULATOR)()
