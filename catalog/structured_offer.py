"""The offer of a piece in schema.org's words: its state, what delivery costs, and what a return costs.

Fields and values follow Google's documentation of merchant listings. What isn't true of a state isn't said: a sold
piece has no delivery, and a term that we can't state exactly in their words is stated so that we keep it.
"""

from math import ceil
from typing import Any

from django.urls import reverse

from catalog.models import Item, ListingState
from catalog.published_delivery import PublishedDelivery, delivery_of
from portero.core import running
from portero.core.figures import Figures
from portero.core.templatetags.shop import absolute

HOME = "US"
SCHEMA = "https://schema.org/"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def offer(item: Item, figures: Figures) -> dict[str, Any]:
    """The offer of a piece from `queries.piece`; prices in USD."""
    said = {
        "@type": "Offer",
        "url": absolute(item.get_absolute_url()),
        "price": str(item.price),
        "priceCurrency": item.currency,
        "itemCondition": f"{SCHEMA}UsedCondition",
        "availability": f"{SCHEMA}{_availability(item)}",
        "seller": {"@type": "Organization", "name": "Portero", "url": absolute("/")},
    }
    delivery = delivery_of(item) if item.state == ListingState.LISTED else None
    if delivery is None:
        return said
    said["shippingDetails"] = _shipping(delivery, running.most_days(figures))
    if returns := _returns(delivery, figures):
        said["hasMerchantReturnPolicy"] = returns
    return said


def _availability(item: Item) -> str:
    """Google knows no "reserved": while it is on hold nobody else can buy it."""
    if item.state == ListingState.SOLD:
        return "SoldOut"
    if item.ships_on:
        return "PreOrder"
    held = getattr(item, "held_until", None)
    return "OutOfStock" if held else "InStock"


def _shipping(delivery: PublishedDelivery, handling_days: int) -> dict[str, Any]:
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": _money(str(delivery.charge)),
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": HOME},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": _days(0, handling_days),
            "transitTime": _days(delivery.days_min, delivery.days_max),
            "businessDays": {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": [f"{SCHEMA}{day}" for day in WEEKDAYS],
            },
        },
    }


def _returns(delivery: PublishedDelivery, figures: Figures) -> dict[str, Any] | None:
    """Returns from an address in the United States; None where the days on the road leave none.

    Their `merchantReturnDays` count from the delivery, ours from the day we ship: so the longest way is taken off,
    five business days being seven by the calendar.
    """
    on_the_road = delivery.days_max + 2 * ceil(delivery.days_max / 5)
    days = int(figures["return_days"]) - on_the_road
    if days < 1:
        return None
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": HOME,
        "returnPolicyCountry": HOME,
        "returnPolicyCategory": f"{SCHEMA}MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": days,
        "returnMethod": f"{SCHEMA}ReturnByMail",
        "returnFees": f"{SCHEMA}ReturnShippingFees",
        "returnShippingFeesAmount": _money(str(figures["restocking_fee"])),
        "refundType": f"{SCHEMA}FullRefund",
        "merchantReturnLink": absolute(reverse("catalog:about", args=["delivery-and-returns"])),
    }


def _money(value: str) -> dict[str, str]:
    return {"@type": "MonetaryAmount", "value": value, "currency": "USD"}


def _days(least: int, most: int) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}
