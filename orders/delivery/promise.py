"""When a parcel should arrive, as days: business days by the federal calendar, counted from the day it leaves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from orders.fulfilment.models import Shipment
from portero.core.calendar import next_working_day, working_days_after
from portero.core.words import days_between


@dataclass(frozen=True)
class Window:
    """The first and the last day on which a parcel should arrive."""

    earliest: date
    latest: date

    @property
    def in_words(self) -> str:
        """`Fri 27 Nov to Tue 1 Dec`; one day where they are the same."""
        return days_between(self.earliest, self.latest)


def window(leaves: datetime, days_min: int, days_max: int) -> Window:
    """Arrival of what is handed to the carrier at `leaves`; on a day off it travels from the next working day."""
    begins = next_working_day(timezone.localdate(leaves))
    return Window(working_days_after(begins, days_min), working_days_after(begins, days_max))


def arrival_of(shipment: Shipment) -> Window | None:
    """When a paid parcel should arrive, from the moment it left or its ship-by; None while no clock runs."""
    leaves = shipment.shipped_at or shipment.ship_by
    return window(leaves, shipment.days_min, shipment.days_max) if leaves else None
