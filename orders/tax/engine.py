"""The sales tax of a sale: a pure function of the sale, its place and the tables.

Tax is computed exactly, rounded once for the whole sale by the state's rule, and its cents are then given to
the components with the largest remainders: the parts always add up to the tax.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from orders.tax.calculator import Component, Sale, TaxQuote
from orders.tax.charges import Charge, charges_of, shares
from orders.tax.levies import Levy, Treatment, levies_at, treat
from orders.tax.models import ShippingRule
from orders.tax.places import Place
from orders.tax.snapshot import Tables, in_force
from portero.core.money import quantise

ROUNDINGS = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING}
CENTS = Fraction(100)
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

    @property
    def exact(self) -> Fraction:
        """The tax in USD, unrounded."""
        return self.base * Fraction(self.percent) / 100


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
    whole = _rounded(sum((p.exact for p in parts), Fraction(0)), rounding)
    of_shipping = _rounded(sum((p.exact for p in shipping), Fraction(0)), rounding)
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
    own = [Fraction(t.base(line.price)) * line.quantity for line, t in zip(sale.lines, treated, strict=True)]
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
        amount = Fraction(charge.amount) * share
        if charge.whole:
            base = amount if anything else Fraction(0)
        else:
            base = _added(t, line.price, amount / line.quantity) * line.quantity
        key = (None if charge.of == "shipping" else line.number, t.percent)
        bases[key] = bases.get(key, Fraction(0)) + base
    for (number, percent), base in bases.items():
        if base:
            yield Part(number, levy, percent, base, charge.rule, charge.source, charge.of)


def _added(t: Treatment, price: Decimal, extra: Fraction) -> Fraction:
    """What a charge adds to the taxed part of one item: nothing above a cap, nothing below a floor."""
    if t.exempt:
        return Fraction(0)
    top = Fraction(price) + extra
    if t.cap is not None:
        top = min(top, Fraction(t.cap))
    return max(top, Fraction(t.floor)) - Fraction(t.floor) - Fraction(t.base(price))


def _rounded(exact: Fraction, rounding: str) -> Decimal:
    """USD to the cent, without the detour over a rounded division."""
    cents = exact * CENTS
    if rounding == ROUND_CEILING and cents <= BRACKET_BEGINS:
        return Decimal("0.01") if cents == BRACKET_BEGINS else Decimal("0.00")
    whole = cents.numerator // cents.denominator
    rest = cents - whole
    up = rest > 0 if rounding == ROUND_CEILING else rest >= Fraction(1, 2)
    return Decimal(whole + up).scaleb(-2)


def _given(parts: Sequence[Part], total: Decimal) -> list[Component]:
    """The parts with their cents, which add up to `total`."""
    cents = [int(part.exact * CENTS) if total else 0 for part in parts]
    spare = int(total * 100) - sum(cents)
    by_remainder = sorted(range(len(parts)), key=lambda n: (cents[n] - parts[n].exact * CENTS, n))
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
