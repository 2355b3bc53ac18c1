"""An order and the places it may go to instead."""

from typing import Any

from orders.access import token_for
from orders.order.models import Order
from orders.readdressing.asking import Wanted

NEW_YORK: dict[str, str] = {
    "first_name": "Clara",
    "last_name": "Whitfield",
    "line1": "350 Fifth Avenue",
    "line2": "",
    "line4": "New York",
    "state": "NY",
    "postcode": "10118",
    "country": "US",
    "county": "",
}
DELAWARE = NEW_YORK | {
    "line1": "820 N French Street",
    "line4": "Wilmington",
    "state": "DE",
    "postcode": "19801",
}
NEW_JERSEY = NEW_YORK | {
    "line1": "1 Exchange Place",
    "line4": "Jersey City",
    "state": "NJ",
    "postcode": "07302",
}
CALIFORNIA = NEW_YORK | {
    "line1": "9500 Wilshire Blvd",
    "line4": "Beverly Hills",
    "state": "CA",
    "postcode": "90212",
}
PARIS = NEW_YORK | {
    "line1": "1 rue de Rivoli",
    "line4": "Paris",
    "state": "",
    "postcode": "75004",
    "country": "FR",
}


def to(told: dict[str, str]) -> Wanted:
    """She wants it there."""
    return Wanted(dict(told))


def page_of(order: Order, what: str = "") -> str:
    """The address of her order behind the signed link."""
    return f"/orders/{token_for(order)}/{what}"


def typed(told: dict[str, str]) -> dict[str, Any]:
    """What her browser posts."""
    return {f"shipping-{name}": text for name, text in told.items() if name not in ("county", "country")}
