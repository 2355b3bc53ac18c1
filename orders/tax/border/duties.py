"""The duty on one line: its tariff code, the rate by country of manufacture, and what is below a threshold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from orders.materials import mentions
from orders.tax.border.models import CountryRule, DutyRate, TariffHeading
from orders.tax.border.snapshot import Tables
from orders.tax.border.values import Goods
from orders.tax.snapshot import in_force

NO_RATE = "no rate known"


@dataclass(frozen=True)
class Duty:
    """The duty on a line in USD, unrounded, with the code and rate that decided."""

    code: str
    percent: Decimal
    base: Fraction
    amount: Fraction
    source: str


def free_of_duty(rule: CountryRule, value: Fraction) -> bool:
    """Whether a parcel of this value (USD) is below the country's threshold."""
    return bool(rule.duty_free) and value <= rule.duty_free


def duty_on(
    goods: Goods, freight: Fraction, rule: CountryRule, on: date, tables: Tables, *, free: bool
) -> Duty:
    """What a line owes on its price, or on price and delivery, as the country counts."""
    code = code_of(goods, rule.country, on, tables)
    base = Fraction(goods.total) + (freight if rule.duty_on_freight else 0)
    if free and not _begins(code, rule.never_free.split()):
        small = Fraction(rule.small_duty) * goods.quantity
        return Duty(code, Decimal(0), base, small, f"below the duty threshold; {rule.source}")
    percent, source, row = _rate(code, goods.made_in, rule, on, tables)
    amount = base * Fraction(percent) / 100
    if row and row.least is not None:
        amount = max(amount, Fraction(row.least) * goods.quantity)
    if row and row.most is not None:
        amount = min(amount, Fraction(row.most) * goods.quantity)
    return Duty(code, percent, base, amount, source)


def code_of(goods: Goods, country: str, on: date, tables: Tables) -> str:
    """The tariff code of goods for a destination: their own, else by category and material; may be empty."""
    if goods.code:
        return goods.code
    rows = in_force(tables.headings.get(goods.category, ()), on)
    # The destination's own headings first: eight digits say more than six.
    for of_country in (country, ""):
        for row in rows:
            if row.country == of_country and _fits(row, goods):
                return row.code
    return ""


def _fits(row: TariffHeading, goods: Goods) -> bool:
    if row.up_to is not None and goods.price > row.up_to:
        return False
    return not row.words or bool(mentions(goods.material, row.words))


def _rate(
    code: str, made_in: str, rule: CountryRule, on: date, tables: Tables
) -> tuple[Decimal, str, DutyRate | None]:
    """The rate in force, raised to a floor or by an addition for the country of manufacture."""
    rows = in_force(tables.duties.get(rule.union or rule.country, ()), on)
    makers = {made_in, tables.union(made_in, on)} - {""}
    fitting = [
        row for row in rows if _begins(code, [row.code]) and (not row.made_in or row.made_in in makers)
    ]
    base = _nearest(row for row in fitting if row.kind == DutyRate.Kind.BASE)
    if base is None:
        return Decimal(0), NO_RATE, None
    percent, source = base.percent, f"{base.code or 'any code'}: {base.source}"
    if floor := _nearest(row for row in fitting if row.kind == DutyRate.Kind.FLOOR):
        percent, source = max(percent, floor.percent), f"{source}; {floor.source}"
    for row in fitting:
        if row.kind == DutyRate.Kind.PLUS:
            percent, source = percent + row.percent, f"{source}; {row.source}"
    return percent, source, base


def _nearest(rows: Iterable[DutyRate]) -> DutyRate | None:
    """The row that names the maker's country, then the longest code, then the latest."""
    ranked = sorted(rows, key=lambda row: (bool(row.made_in), len(_digits(row.code)), row.since))
    return ranked[-1] if ranked else None


def _begins(code: str, codes: Sequence[str]) -> bool:
    return any(_digits(code).startswith(_digits(one)) for one in codes)


def _digits(code: str) -> str:
    return code.replace(".", "")
