"""The rates that reach a place on a day, and how a category of goods is treated by each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orders.tax.calculator import TaxableLine
from orders.tax.models import Rate, TaxRule
from orders.tax.places import Place
from orders.tax.snapshot import Tables, in_force
from orders.tax.words import place_key, plain

FURS = {"fur", "mink", "sable", "chinchilla", "fox"}
WORN = {"clothing", "scarf"}


@dataclass(frozen=True)
class Levy:
    """One jurisdiction's rate; `assumed` says that the table begins later than the sale."""

    jurisdiction: str
    level: str
    percent: Decimal
    source: str
    verified: bool
    assumed: bool = False


@dataclass(frozen=True)
class Treatment:
    """What a levy takes of one line: the part of the single price between `floor` and `cap`, at `percent`."""

    percent: Decimal
    rule: str
    source: str
    exempt: bool = False
    floor: Decimal = Decimal(0)
    cap: Decimal | None = None
    verified: bool = True

    def base(self, price: Decimal) -> Decimal:
        """The taxed part of the price of one item, in USD."""
        if self.exempt:
            return Decimal(0)
        return max(price if self.cap is None else min(price, self.cap), self.floor) - self.floor


def levies_at(place: Place, tables: Tables, on: date) -> list[Levy]:
    """State first, then county, city and districts; jurisdictions without a rate are left out."""
    names = [
        ("state", tables.state_names.get(place.state, "")),
        ("county", place.county),
        ("city", place.city),
    ]
    names += [("district", name) for name in place.districts]
    found = (_levy(place.state, level, name, tables, on) for level, name in names if name)
    return [levy for levy in found if levy and levy.percent]


def _levy(state: str, level: str, name: str, tables: Tables, on: date) -> Levy | None:
    rates = tables.rates.get((state, level, name), ())
    rate = _rate_on(rates, on)
    if rate is None:
        return None
    shown = f"{name} State" if (level, name) == ("state", "New York") else name
    return Levy(shown, level, rate.percent, rate.source, rate.confidence == "verified", on < rate.since)


def _rate_on(rates: Sequence[Rate], on: date) -> Rate | None:
    """The rate of that day; before the first known rate, the first known."""
    now = in_force(rates, on)
    if now:
        return now[-1]
    return rates[0] if rates and on < rates[0].since else None


def treat(line: TaxableLine, levy: Levy, place: Place, tables: Tables, on: date) -> Treatment:
    """How the levy takes this line: by the state's rule for its category, else the full rate on the full price."""
    category = category_of(line)
    treatments = (
        _by(rule, line.price, levy)
        for rule in _rules_for(category, levy, place, tables, on)
    )  # fmt: skip
    plain_rate = Treatment(levy.percent, "full price", levy.source, verified=levy.verified)
    return min((t for t in treatments if t), key=lambda t: not t.exempt, default=plain_rate)


def category_of(line: TaxableLine) -> str:
    """The category the law sees: what is worn and made of fur is fur, whatever the shop calls it."""
    words = set(plain(line.material).split())
    is_fur = line.category in WORN and words & FURS and not words & {"faux", "fake"}
    return "fur" if is_fur else line.category


def _rules_for(category: str, levy: Levy, place: Place, tables: Tables, on: date) -> Iterator[TaxRule]:
    inside = {place.county, place.city, *place.districts}
    for rule in in_force(tables.rules.get(place.state, ()), on):
        reaches = rule.reach == "all" or (rule.reach == "state") == (levy.level == "state")
        here = rule.within is None or rule.within.name in inside
        excepted = rule.except_city and place_key(place.known_city) == place_key(rule.except_city)
        if reaches and here and not excepted and (not rule.categories or category in rule.categories):
            yield rule


def _by(rule: TaxRule, price: Decimal, levy: Levy) -> Treatment | None:
    """What the rule makes of a price, None if it leaves it alone. Sums in the words are USD."""
    amount = rule.amount or Decimal(0)
    sure = levy.verified and rule.confidence == "verified"
    words = f"{amount:,.2f}".removesuffix(".00")
    match rule.kind:
        case "exempt":
            return Treatment(levy.percent, "exempt", rule.source, exempt=True, verified=sure)
        case "exempt_below" | "holiday" if price < amount:
            name = "tax holiday, exempt below" if rule.kind == "holiday" else "exempt below"
            return Treatment(levy.percent, f"{name} {words}", rule.source, exempt=True, verified=sure)
        case "exempt_first":
            return Treatment(levy.percent, f"above {words} only", rule.source, floor=amount, verified=sure)
        case "cap_first":
            return Treatment(
                levy.percent, f"first {words} of each item", rule.source, cap=amount, verified=sure
            )
        case "replace_rate_above" if price > amount and rule.percent is not None:
            return Treatment(rule.percent, f"above {words}: whole price", rule.source, verified=sure)
    return None
