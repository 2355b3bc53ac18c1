"""What carriers want for a parcel: within the United States USPS, across borders DHL Express and USPS."""

from ..base.errors import Json
from . import shapes

# Service, cents for a pound, cents for each further ounce, days (a pound is the recorded parcel's price).
DOMESTIC = (
    ("USPS", "GroundAdvantage", 607, 12, 3),
    ("USPS", "Priority", 742, 21, 2),
    ("USPS", "Express", 3415, 48, 1),
)
ABROAD = (
    ("DHLExpress", "ExpressWorldwideNonDoc", 5890, 95, 3),
    ("DHLExpress", "Express12:00", 7440, 110, 2),
    ("USPS", "PriorityMailInternational", 4385, 80, 8),
)
POUND = 16


def of(shipment: Json, at: str) -> tuple[list[Json], list[Json]]:
    """Return the rates of a shipment, and the messages of carriers that gave none."""
    if wrong := _wrong(shipment):
        carriers = dict.fromkeys(carrier for carrier, *_ in _offered(shipment))
        return [], [_message(carrier, wrong) for carrier in carriers]
    over = max(0, shipment["parcel"]["weight"] - POUND)
    return [
        shapes.rate(shipment["id"], carrier, service, round(cents + over * more), days, at)
        for carrier, service, cents, more, days in _offered(shipment)
    ], []


def crosses(shipment: Json) -> bool:
    """Tell whether it goes from one country to another."""
    return shipment["from_address"]["country"] != shipment["to_address"]["country"]


def _offered(shipment: Json) -> tuple[tuple[str, str, int, int, int], ...]:
    return ABROAD if crosses(shipment) else DOMESTIC


def _wrong(shipment: Json) -> str:
    recipient = shipment["to_address"]
    if not crosses(shipment):
        return "" if recipient["zip"] else "to_address.zip is required"
    if not shipment["customs_info"]:
        return "customs_info is required for international shipments"
    if not recipient["phone"]:
        return "to_address.phone is required for international shipments"
    lines = shipment["customs_info"]["customs_items"]
    return "" if all(line["hs_tariff_number"] for line in lines) else "hs_tariff_number is required"


def _message(carrier: str, message: str) -> Json:
    account = shapes.ACCOUNTS[carrier]
    return {"carrier": carrier, "carrier_account_id": account, "type": "rate_error", "message": message}
