"""The sales tax of a sale: a pure function of the sale, its place and the tables.

Tax is computed exactly, rounded once for the whole sale by the state's rule, and its cents are then given to
the components with the largest remainders: the parts always add up to the tax.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from orders.tax.calculator import Component, Sale, TaxQuote
from orders.tax.charges import Charge, charges_of, shares
from orders.tax.levies import Levy, Treatment, levies_at, treat
from orders.tax.models import ShippingRule
from orders.tax.places import Place
from orders.tax.snapshot import Tables, in_force
from portero.core.money import quantise

ROUNDINGS = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING}
NONE = Fraction(0)
# Maryland's bracket begins at a price of 20 cents, which owes 1 cent and not the 2 of any other 1.2 cents of tax;
# a lower price owes nothing (Tax-Gen 11-104(a)(1)).
BRACKET_BEGINS = Fraction(6, 5)


@dataclass(frozen=True)
class Part:
    """A component before rounding: exact base in USD."""

    number: str | None
    levy: Levy
    percent: Decimal
    base: Fraction
    rule: str
    source: str
    of: str = "price"

    @cached_property
    def cents(self) -> Fraction:
        """The tax in cents, unrounded: dollars at percent are cents."""
        return self.base * _fraction(self.percent)


@lru_cache(maxsize=4096)
def _fraction(amount: Decimal) -> Fraction:
    """The same percents and thresholds come again and again."""
    return Fraction(amount)


def tax_of(sale: Sale, place: Place, tables: Tables) -> TaxQuote:
    """The tax of a sale at a place, whether or not Portero is registered there.

    Nothing sold is not taxed. Raises ValueError for a state without rules.
    """
    if not sale.lines:
        return TaxQuote(matched=place.matched)
    shipping_rule, rounding = _rules(place.state, sale, tables)
    levies = levies_at(place, tables, sale.on)
    treatments = {levy: [treat(line, levy, place, tables, sale.on) for line in sale.lines] for levy in levies}
    charges = charges_of(sale, shipping_rule)
    parts = [part for levy in levies for part in _parts(sale, levy, treatments[levy], charges)]
    lines = [part for part in parts if part.number is not None]
    shipping = [part for part in parts if part.number is None]
    whole = _rounded(sum((p.cents for p in parts), NONE), rounding)
    of_shipping = _rounded(sum((p.cents for p in shipping), NONE), rounding)
    components = [*_given(lines, whole - of_shipping), *_given(shipping, of_shipping)]
    used = [t for by_line in treatments.values() for t in by_line]
    warnings = tuple(_warnings(place, levies, used))
    return TaxQuote(tuple(_in_line_order(sale, components)), warnings, place.matched, place.ambiguous)


def _rules(state: str, sale: Sale, tables: Tables) -> tuple[ShippingRule, str]:
    shipping = in_force(tables.shipping.get(state, ()), sale.on)
    rounding = in_force(tables.rounding.get(state, ()), sale.on)
    if not shipping or not rounding:
        raise ValueError(f"There are no tax rules for {state} on {sale.on}.")
    return shipping[-1], ROUNDINGS[rounding[-1].method]


def _parts(sale: Sale, levy: Levy, treated: Sequence[Treatment], charges: Sequence[Charge]) -> Iterator[Part]:
    own = [_fraction(t.base(line.price)) * line.quantity for line, t in zip(sale.lines, treated, strict=True)]
    for line, t, base in zip(sale.lines, treated, own, strict=True):
        yield Part(line.number, levy, t.percent, base, t.rule, t.source)
    for charge in charges:
        yield from _charged(sale, levy, treated, charge, anything=any(own))


def _charged(
    sale: Sale, levy: Levy, treated: Sequence[Treatment], charge: Charge, *, anything: bool
) -> Iterator[Part]:
    """The tax on a charge. Shipping is added up by percent; the rest is told line by line."""
    bases: dict[tuple[str | None, Decimal], Fraction] = {}
    for line, t, share in zip(sale.lines, treated, shares(charge, sale), strict=True):
        amount = _fraction(charge.amount) * share
        if charge.whole:
            base = amount if anything else NONE
        else:
            base = _added(t, line.price, amount / line.quantity) * line.quantity
        key = (None if charge.of == "shipping" else line.number, t.percent)
        bases[key] = bases.get(key, NONE) + base
    for (number, percent), base in bases.items():
        if base:
            yield Part(number, levy, percent, base, charge.rule, charge.source, charge.of)


def _added(t: Treatment, price: Decimal, extra: Fraction) -> Fraction:
    """What a charge adds to the taxed part of one item: nothing above a cap, nothing below a floor."""
    if t.exempt:
        return NONE
    if t.cap is None and not t.floor:
        return extra
    top = _fraction(price) + extra
    if t.cap is not None:
        top = min(top, _fraction(t.cap))
    return max(top, _fraction(t.floor)) - _fraction(t.floor) - _fraction(t.base(price))


def _rounded(cents: Fraction, rounding: str) -> int:
    """Whole cents, without the detour over a rounded division."""
    if rounding == ROUND_CEILING and cents <= BRACKET_BEGINS:
        return 1 if cents == BRACKET_BEGINS else 0
    whole, rest = divmod(cents.numerator, cents.denominator)
    up = rest > 0 if rounding == ROUND_CEILING else 2 * rest >= cents.denominator
    return whole + up


def _given(parts: Sequence[Part], total: int) -> list[Component]:
    """The parts with their cents, which add up to `total`."""
    cents = [part.cents.numerator // part.cents.denominator if total else 0 for part in parts]
    spare = total - sum(cents)
    by_remainder = sorted(range(len(parts)), key=lambda n: (cents[n] - parts[n].cents, n)) if spare else []
    for turn in range(spare):
        cents[by_remainder[turn % len(parts)]] += 1
    return [_component(part, own) for part, own in zip(parts, cents, strict=True)]


def _component(part: Part, cents: int) -> Component:
    return Component(
        number=part.number,
        jurisdiction=part.levy.jurisdiction,
        level=part.levy.level,
        percent=part.percent,
        base=quantise(Decimal(part.base.numerator) / Decimal(part.base.denominator)),
        amount=Decimal(cents).scaleb(-2),
        rule=part.rule,
        source=part.source,
        of=part.of,
    )


def _in_line_order(sale: Sale, components: Sequence[Component]) -> list[Component]:
    place = {line.number: n for n, line in enumerate(sale.lines)}
    return sorted(components, key=lambda c: place.get(c.number or "", len(place)))


def _warnings(place: Place, levies: Sequence[Levy], used: Sequence[Treatment]) -> Iterator[str]:
    if place.ambiguous:
        yield f"The address was matched by {place.matched} only; another local rate is possible."
    yield from place.notes
    for levy in levies:
        if levy.assumed:
            yield f"{levy.jurisdiction}: the first rate we know begins after the sale; it was used."
    if not all(levy.verified for levy in levies) or not all(t.verified for t in used):
        yield f"Rates or rules of {place.state} are unverified."
