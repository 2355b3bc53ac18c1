"""The landed cost of one parcel: a pure function of its goods, where it goes, the day and the tables.

Every duty, tax and fee is computed exactly, rounded once for the parcel (half up), and its cents are then given
to the lines with the largest remainders: the parts always add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from orders.tax.border.duties import Duty, duty_on, free_of_duty
from orders.tax.border.models import BorderFee, ChargeKind, CountryRule, ImportTax
from orders.tax.border.regions import region_of
from orders.tax.border.snapshot import Tables
from orders.tax.border.values import Charge, Goods, LandedCost
from orders.tax.destination import Destination
from orders.tax.snapshot import in_force
from portero.core.money import quantise

ESTIMATE = "Duty and import tax are an estimate."
NO_MAKER = "A country of manufacture is missing: additional duties are not included."
NO_PROVINCE = "The province is missing: its sales tax is not included."
NOTHING = Fraction(0)


@dataclass
class _Line:
    """A line on its way: its own sums in USD, unrounded."""

    goods: Goods
    freight: Fraction
    duty: Duty
    joined: Fraction = NOTHING

    @property
    def value(self) -> Fraction:
        return Fraction(self.goods.total)


@dataclass(frozen=True)
class _Part:
    """One charge of one line before rounding."""

    goods: Goods
    kind: ChargeKind
    name: str
    percent: Decimal
    base: Fraction
    exact: Fraction
    code: str
    source: str


def cost_of(
    lines: Sequence[Goods], origin: str, to: Destination, freight: Decimal, on: date, tables: Tables
) -> LandedCost:
    """What customs and carrier take of one parcel; nothing within a country or a customs union."""
    country = to.country
    if not lines or origin == country or tables.union(origin, on) == tables.union(country, on):
        return LandedCost()
    rule = tables.rule(country, origin, on)
    if rule is None:
        return LandedCost(crosses=True, known=False, warnings=(no_data(country),))
    going = _lines(lines, Fraction(freight), rule, on, tables)
    parts = [_duty(line) for line in going]
    for tax in _taxes(rule, region_of(to), on, tables, sum((line.value for line in going), NOTHING)):
        parts += _taxed(tax, rule, going)
    charges = [charge for group in _by_name(parts) for charge in _rounded(group, origin)]
    fees = _fees(rule, going, charges, on, tables)
    charges += [charge for group in _by_name(fees) for charge in _rounded(group, origin)]
    return LandedCost(tuple(charges), tuple(_warnings(rule, lines, to)), crosses=True)


def no_data(country: str) -> str:
    """What we say of a destination without rows."""
    return f"No duty and tax data for {country}: they are not included."


def _lines(
    lines: Sequence[Goods], freight: Fraction, rule: CountryRule, on: date, tables: Tables
) -> list[_Line]:
    value = sum((Fraction(g.total) for g in lines), NOTHING)
    shares = [Fraction(g.total) / value if value else Fraction(1, len(lines)) for g in lines]
    parts = [freight * share for share in shares]
    free = free_of_duty(rule, value)
    return [
        _Line(goods, part, duty_on(goods, part, rule, on, tables, free=free))
        for goods, part in zip(lines, parts, strict=True)
    ]


def _duty(line: _Line) -> _Part:
    duty = line.duty
    return _Part(
        line.goods, ChargeKind.DUTY, "Duty", duty.percent, duty.base, duty.amount, duty.code, duty.source
    )


def _taxes(rule: CountryRule, region: str, on: date, tables: Tables, value: Fraction) -> list[ImportTax]:
    if value <= rule.tax_free:
        return []
    rows = in_force(tables.taxes.get(rule.country, ()), on)
    own = [row for row in rows if row.region == region]
    return own or [row for row in rows if not row.region]


def _taxed(tax: ImportTax, rule: CountryRule, going: Sequence[_Line]) -> list[_Part]:
    """The tax on every line that it reaches; one that joins the base is in the base of those after it."""
    found = []
    for line in going:
        base = _tax_base(tax, rule, line)
        if base is None:
            continue
        rate = Fraction(tax.percent) / 100
        exact = base * rate / (1 - rate) if tax.inside else base * rate
        if tax.joins_base:
            line.joined += exact
        found.append(
            _Part(line.goods, ChargeKind.TAX, tax.name, tax.percent, base, exact, line.duty.code, tax.source)
        )
    return found


def _tax_base(tax: ImportTax, rule: CountryRule, line: _Line) -> Fraction | None:
    """What the tax is on, in USD; None for a line that it leaves alone."""
    codes = tax.codes.replace(".", "").split()
    if codes and not any(line.duty.code.replace(".", "").startswith(code) for code in codes):
        return None
    landed = line.value + (line.freight if rule.tax_on_freight else 0)
    base = landed * (1 + Fraction(rule.uplift) / 100) + line.duty.amount
    if not tax.joins_base:  # excises are not on one another, VAT is on them
        base += line.joined
    over = Fraction(tax.over) * line.goods.quantity
    if over and base <= over:
        return None
    return base - over if tax.on_excess else base


def _fees(
    rule: CountryRule, going: Sequence[_Line], charges: Sequence[Charge], on: date, tables: Tables
) -> list[_Part]:
    collected = sum((Fraction(charge.amount) for charge in charges), NOTHING)
    value = sum((line.value for line in going), NOTHING)
    rows = [fee for fee in in_force(tables.fees, on) if fee.country in ("", rule.country)]
    return [part for fee in rows for part in _fee(fee, going, collected, value)]


def _fee(fee: BorderFee, going: Sequence[_Line], collected: Fraction, value: Fraction) -> list[_Part]:
    base = collected if fee.on == BorderFee.On.COLLECTED else value
    if not base or value <= fee.above:
        return []
    amount = max(base * Fraction(fee.percent) / 100, Fraction(fee.least))
    if fee.most is not None:
        amount = min(amount, Fraction(fee.most))
    # To the cent as a whole; the lines then share it by their value.
    whole = Fraction(quantise(Decimal(amount.numerator) / Decimal(amount.denominator)))
    return [
        _Part(
            line.goods,
            ChargeKind.FEE,
            fee.name,
            fee.percent,
            base * line.value / value,
            whole * line.value / value,
            line.duty.code,
            fee.source,
        )
        for line in going
    ]


def _by_name(parts: Sequence[_Part]) -> list[list[_Part]]:
    names = dict.fromkeys((part.kind, part.name) for part in parts)
    return [[part for part in parts if (part.kind, part.name) == name] for name in names]


def _rounded(parts: Sequence[_Part], origin: str) -> list[Charge]:
    """The parts of one duty, tax or fee with their cents, which add up to its rounded sum."""
    exact = [part.exact * 100 for part in parts]
    total = int(sum(exact, NOTHING) + Fraction(1, 2))
    floors = [int(cents) for cents in exact]
    lucky = sorted(range(len(parts)), key=lambda n: (floors[n] - exact[n], n))[: total - sum(floors)]
    return [_charge(part, floors[n] + (n in lucky), origin) for n, part in enumerate(parts)]


def _charge(part: _Part, cents: int, origin: str) -> Charge:
    return Charge(
        number=part.goods.number,
        kind=part.kind,
        name=part.name,
        percent=part.percent,
        base=quantise(Decimal(part.base.numerator) / Decimal(part.base.denominator)),
        amount=Decimal(cents).scaleb(-2),
        code=part.code,
        made_in=part.goods.made_in,
        origin=origin,
        source=part.source,
    )


def _warnings(rule: CountryRule, lines: Sequence[Goods], to: Destination) -> list[str]:
    said = [ESTIMATE]
    if to.country == "CA" and not region_of(to):
        said.append(NO_PROVINCE)
    if rule.note:
        said.append(rule.note)
    if any(not goods.made_in for goods in lines):
        said.append(NO_MAKER)
    return said
