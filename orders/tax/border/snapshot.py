"""The border tables in memory: read once per process, read again within seconds of a change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from orders.tax.border.models import BorderFee, CountryRule, DutyRate, ImportTax, TariffHeading
from orders.tax.models import TablesStamp
from orders.tax.snapshot import in_force
from portero.core.held import Held


@dataclass(frozen=True)
class Tables:
    """Everything the engine reads, by country; pure data, no query behind it."""

    headings: Mapping[str, Sequence[TariffHeading]] = field(default_factory=dict)
    duties: Mapping[str, Sequence[DutyRate]] = field(default_factory=dict)
    countries: Mapping[str, Sequence[CountryRule]] = field(default_factory=dict)
    taxes: Mapping[str, Sequence[ImportTax]] = field(default_factory=dict)
    fees: Sequence[BorderFee] = ()

    def rule(self, country: str, origin: str, on: date) -> CountryRule | None:
        """How a destination counts parcels from an origin that day; None for a country without data."""
        rules = in_force(self.countries.get(country, ()), on)
        near = [rule for rule in rules if origin in rule.origins.split()]
        return next(iter([*near, *(rule for rule in rules if not rule.origins)]), None)

    def union(self, country: str, on: date) -> str:
        """The customs union of a country (EU, CH), or the country itself."""
        rules = in_force(self.countries.get(country, ()), on)
        return next((rule.union for rule in rules if rule.union), country)


def current() -> Tables:
    """The tables of this process, as fresh as the tax tables are."""
    return held.current()


def _read() -> Tables:
    return Tables(
        headings=_grouped(TariffHeading.objects.all(), "category"),
        duties=_grouped(DutyRate.objects.all(), "country"),
        countries=_grouped(CountryRule.objects.all(), "country"),
        taxes=_grouped(ImportTax.objects.order_by("country", "position", "pk"), "country"),
        fees=list(BorderFee.objects.all()),
    )


def _grouped(rows: Iterable[Any], name: str) -> dict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return dict(groups)


held = Held(
    _read,
    stamp=lambda: TablesStamp.objects.values_list("value", flat=True).first(),
    fresh=lambda: settings.TAX_TABLES_FRESH_SECONDS,
)
