"""The day of a sale: the calendar of the state it is delivered to decides which rates are in force.

A state in two zones is counted in the one of its capital: Florida and Michigan, Indiana and Kentucky in Eastern,
Tennessee, Texas, Nebraska, Kansas and the Dakotas in Central, Idaho in Mountain, Oregon in Pacific time. Elsewhere
(abroad, military addresses, no state yet) it is the shop's.
"""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from orders.tax.places import Destination

HOME = "US"
_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
ZONE_OF = {state: name for name, states in _ZONES.items() for state in states.split()}


def tax_day(at: datetime, to: Destination) -> date:
    """The day at this moment where the sale goes. Raises ValueError for a moment without a time zone."""
    zone = ZONE_OF.get(to.state) if to.country == HOME else None
    return timezone.localdate(at, _zone(zone) if zone else None)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
