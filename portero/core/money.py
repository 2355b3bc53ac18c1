"""Money is a Decimal in USD, quantised here and nowhere else; a float is refused."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models

CENT = Decimal("0.01")
CURRENCY = "USD"
MINUS = "\N{MINUS SIGN}"  # what people read; a number that a program reads has a hyphen


def quantise(amount: Decimal) -> Decimal:
    """Round to the cent, half up (the rule of six of the seven tax states; tax/README).

    Raises TypeError for anything but a Decimal or int: a float has already lost the cents.
    """
    if not isinstance(amount, Decimal | int):
        raise TypeError("Money is a Decimal, never a float.")
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal) -> int:
    """The amount in cents, as card processors want it. Raises ValueError if it isn't a whole number of cents."""
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is not a whole number of cents.")
    return int(cents)


def from_minor(cents: int) -> Decimal:
    """The amount in dollars of a number of cents."""
    return quantise(Decimal(cents) / 100)


def dollars(amount: Decimal, *, cents: bool | None = None) -> str:
    """`$12,500`, with cents where they aren't zero or when asked for (sums show them; design/README, Voice)."""
    amount = quantise(amount)
    show_cents = amount != amount.to_integral_value() if cents is None else cents
    sign = MINUS if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}" if show_cents else f"{sign}${abs(amount):,.0f}"


def bare(amount: Decimal) -> str:
    """`12,500.00`, where a column or a word beside it says that it is USD; for people, as `dollars` is."""
    amount = quantise(amount)
    return f"{MINUS if amount < 0 else ''}{abs(amount):,.2f}"


class MoneyField(models.DecimalField):
    """A sum in USD: twelve digits, two of them cents."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 12, "decimal_places": 2}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs
