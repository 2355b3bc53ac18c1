"""Options, zones and charges in memory; pure data, no query behind it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from orders.delivery.models import DeliveryCharge, TablesStamp, Zone, ZonePlace
from orders.models import DeliveryOption
from portero.core.held import Held


@dataclass(frozen=True)
class Tables:
    """Everything an offer needs."""

    options: Mapping[tuple[str, str], DeliveryOption]
    places: Mapping[tuple[str, str], Zone]
    charges: Mapping[tuple[int, int], Sequence[DeliveryCharge]]
    rest: Zone | None = None

    def zone_of(self, country: str, state: str) -> Zone | None:
        """The zone of a destination: its state's, else its country's, else the rest of the world."""
        return self.places.get((country, state)) or self.places.get((country, "")) or self.rest

    def charge(self, option: DeliveryOption, zone: Zone, value: Decimal, on: date) -> DeliveryCharge | None:
        """What a parcel of this value (USD) costs on a day; None where the option isn't offered."""
        rows = self.charges.get((option.pk, zone.pk), ())
        fitting = [row for row in rows if _in_force(row, on) and row.value_from <= value]
        return max(fitting, key=lambda row: row.value_from, default=None)


def _in_force(row: DeliveryCharge, on: date) -> bool:
    return row.since <= on and (row.until is None or on < row.until)


def read() -> Tables:
    """The tables as the database has them now."""
    charges: defaultdict[tuple[int, int], list[DeliveryCharge]] = defaultdict(list)
    for row in DeliveryCharge.objects.all():
        charges[row.option_id, row.zone_id].append(row)
    zones = {zone.pk: zone for zone in Zone.objects.all()}
    return Tables(
        options={(option.speed, option.lane): option for option in DeliveryOption.objects.all()},
        places={(place.country, place.state): zones[place.zone_id] for place in ZonePlace.objects.all()},
        charges=dict(charges),
        rest=next((zone for zone in zones.values() if zone.rest_of_world), None),
    )


held = Held(
    read,
    stamp=lambda: TablesStamp.objects.values_list("value", flat=True).first(),
    fresh=lambda: settings.DELIVERY_TABLES_FRESH_SECONDS,
)


def current() -> Tables:
    """The tables of this process, at most `DELIVERY_TABLES_FRESH_SECONDS` behind the database."""
    return held.current()
