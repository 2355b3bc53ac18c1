"""What search engines are told about delivery: the standard one, to an address in the contiguous United States."""

from django.utils import timezone

from catalog.models import Item
from catalog.published_delivery import PublishedDelivery
from orders.delivery.offers import HOME, Parcel, offer
from orders.delivery.tables import current
from orders.models import Contact
from orders.tax.places import Destination

# The contiguous states share one zone; a charge that differs elsewhere is said at checkout.
ANY_STATE = Destination(country=HOME, state="NY")


def published(item: Item) -> PublishedDelivery | None:
    """Charge (USD before tax) and business days from the tables in force; None where it can't be delivered."""
    if item.price is None:
        return None
    parcel = Parcel(item.ships_from, ANY_STATE, item.price, timezone.localdate())
    try:
        found = offer(current(), parcel, Contact.Speed.STANDARD)
    except KeyError:  # a shop whose tables aren't loaded yet
        return None
    return None if found.problem else PublishedDelivery(found.charge, found.days_min, found.days_max)
