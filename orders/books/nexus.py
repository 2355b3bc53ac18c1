"""The nexus watch: how near our sales into states without a registration are to each state's threshold.

Gross sales are counted, also where a state counts taxable ones only: without a registration nobody has worked out
what is taxable there, and this is the safe side. What was given back stays counted, as most states do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from orders.books.models import NexusRule
from orders.books.report import HOME, paid_sales
from orders.tax.destination import state_names
from orders.tax.models import Registration
from orders.tax.snapshot import in_force

ZERO = Decimal("0.00")
WARN_AT = Decimal("0.80")
Window = tuple[date, date]


@dataclass(frozen=True)
class Watch:
    """A state's threshold and what counts towards it in its fullest period; `share` 1 means reached."""

    state: str
    name: str
    rule: NexusRule
    sum: Decimal
    sales: int
    since: date
    until: date

    @property
    def share(self) -> Decimal:
        """Of the threshold: of sum and number the one that decides."""
        of_sum = self.sum / self.rule.amount
        if self.rule.sales is None:
            return of_sum
        of_sales = Decimal(self.sales) / self.rule.sales
        return min(of_sum, of_sales) if self.rule.logic == NexusRule.Logic.BOTH else max(of_sum, of_sales)

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: 100 means reached."""
        return int(self.share * 100)

    @property
    def tone(self) -> str:
        """Calm, soon (from 80 %) or late (reached), as the staff's queues are coloured."""
        return "late" if self.share >= 1 else "soon" if self.share >= WARN_AT else "calm"


def watches(today: date | None = None) -> list[Watch]:
    """Every state without a registration that has a threshold, the nearest to it first."""
    today = today or timezone.localdate()
    registered = {row.state for row in in_force(Registration.objects.all(), today)}
    rules = [rule for rule in in_force(NexusRule.objects.all(), today) if rule.state not in registered]
    counted = {(w, s): told for w in _all_windows(rules, today) for s, told in _counted(w).items()}
    found = [_fullest(rule, today, counted) for rule in rules]
    return sorted(found, key=lambda watch: (-watch.share, watch.name))


def windows(period: str, today: date) -> list[Window]:
    """The half-open periods a rule looks at on a day; with two, whichever is fuller decides."""
    tomorrow, year = today + timedelta(days=1), today.year
    match period:
        case NexusRule.Period.ROLLING:
            return [(_a_year_before(tomorrow), tomorrow)]
        case NexusRule.Period.QUARTERS:
            begun = _quarter(today)
            return [(_a_year_before(begun), begun), (_quarter(begun - timedelta(days=250)), tomorrow)]
        case NexusRule.Period.TO_SEPTEMBER:
            ended = date(year if today >= date(year, 10, 1) else year - 1, 10, 1)
            return [(_a_year_before(ended), ended), (ended, tomorrow)]
    # What is sold this year decides about the next: it is watched as well where only the last year counts.
    return [(date(year - 1, 1, 1), date(year, 1, 1)), (date(year, 1, 1), tomorrow)]


def _quarter(on: date) -> date:
    """The first day of the sales tax quarter: March, June, September, December."""
    month = on.month - on.month % 3
    return date(on.year, month, 1) if month else date(on.year - 1, 12, 1)


def _a_year_before(on: date) -> date:
    return date(on.year - 1, on.month, min(on.day, 28) if on.month == 2 else on.day)


def _all_windows(rules: list[NexusRule], today: date) -> Iterator[Window]:
    yield from {window for rule in rules for window in windows(rule.period, today)}


def _counted(window: Window) -> dict[str, tuple[Decimal, int]]:
    """Sum and number of paid sales by state in a period."""
    rows = paid_sales().filter(country=HOME, on__gte=window[0], on__lt=window[1]).order_by("state")
    told = rows.values_list("state").annotate(Sum("order__total_excl_tax"), Count("pk"))
    return {state: (total, number) for state, total, number in told}


def _fullest(rule: NexusRule, today: date, counted: dict[tuple[Window, str], tuple[Decimal, int]]) -> Watch:
    name = state_names().get(rule.state, rule.state)
    found = []
    for window in windows(rule.period, today):
        total, number = counted.get((window, rule.state), (ZERO, 0))
        found.append(Watch(rule.state, name, rule, total, number, *window))
    return max(found, key=lambda watch: watch.share)
