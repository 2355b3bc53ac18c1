"""The tax tables in memory: read once per process, read again within seconds of a change (TablesStamp)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from django.conf import settings

from orders.tax.models import (
    Boundary,
    Rate,
    RefundRule,
    Registration,
    RoundingRule,
    ShippingRule,
    TablesStamp,
    TaxRule,
)
from orders.tax.words import place_key
from portero.core.held import Held

Key = tuple[str, str, str]


class Spanned(Protocol):
    """Anything with half-open dates."""

    since: Any
    until: Any


Row = TypeVar("Row", bound=Spanned)


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows in force that day: `since` included, `until` not."""
    return [row for row in rows if row.since <= on and (row.until is None or on < row.until)]


@dataclass(frozen=True)
class Tables:
    """Everything the engine reads, by state; pure data, no query behind it."""

    registrations: Mapping[str, Sequence[Registration]] = field(default_factory=dict)
    rates: Mapping[Key, Sequence[Rate]] = field(default_factory=dict)
    state_names: Mapping[str, str] = field(default_factory=dict)
    boundaries: Mapping[tuple[str, str, str], Sequence[Boundary]] = field(default_factory=dict)
    rules: Mapping[str, Sequence[TaxRule]] = field(default_factory=dict)
    shipping: Mapping[str, Sequence[ShippingRule]] = field(default_factory=dict)
    rounding: Mapping[str, Sequence[RoundingRule]] = field(default_factory=dict)
    refunds: Mapping[str, Sequence[RefundRule]] = field(default_factory=dict)

    def registered(self, state: str, on: date) -> bool:
        """Whether Portero collects tax in this state on that day."""
        return bool(in_force(self.registrations.get(state, ()), on))


def read() -> Tables:
    """The tables as the database has them now."""
    rates = list(Rate.objects.select_related("jurisdiction").order_by("since"))
    return Tables(
        registrations=_grouped(Registration.objects.all()),
        rates=_grouped(rates, lambda r: (r.jurisdiction.state, r.jurisdiction.level, r.jurisdiction.name)),
        state_names={
            r.jurisdiction.state: r.jurisdiction.name for r in rates if r.jurisdiction.level == "state"
        },
        boundaries=_grouped(Boundary.objects.select_related("jurisdiction").order_by("pk"), _place_key),
        rules=_grouped(TaxRule.objects.select_related("within").order_by("pk")),
        shipping=_grouped(ShippingRule.objects.order_by("since")),
        rounding=_grouped(RoundingRule.objects.order_by("since")),
        refunds=_grouped(RefundRule.objects.order_by("since")),
    )


def _grouped(rows: Iterable[Any], key: Any = lambda row: row.state) -> dict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def _place_key(row: Boundary) -> tuple[str, str, str]:
    city = place_key(row.city)
    words = {"zip4": row.zip, "city_zip": f"{city} {row.zip}", "city": city}
    return row.state, row.match, words.get(row.match) or place_key(row.county)


held = Held(
    read,
    stamp=lambda: TablesStamp.objects.values_list("value", flat=True).first(),
    fresh=lambda: settings.TAX_TABLES_FRESH_SECONDS,
)


def current() -> Tables:
    """The tables of this process, at most `TAX_TABLES_FRESH_SECONDS` behind the database."""
    return held.current()
