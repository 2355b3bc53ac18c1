"""What an exchange comes to before she asks: what her piece gives, what the other one costs, the difference. USD."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.locks import FACTS
from catalog.models import Item, ListingState
from catalog.numbers import read_number
from orders import bill
from orders.bill import Row
from orders.order.models import Order
from orders.quote import Quote, Wishes, destination_of, quote_for
from orders.returns import asking
from orders.returns.amounts import Amounts
from orders.returns.models import Return
from orders.tax.models import ResaleCertificate

ZERO = Decimal("0.00")
NUMBER = re.compile(r"(?:P[-\s]*)?\d{6,}[-\s]?\d", re.IGNORECASE)
UNKNOWN = "We have no piece of this number. It stands on the piece’s page, as P- and digits."
NOT_FOR_SALE = "This piece isn’t for sale."
HELD = "Somebody else has this piece on hold just now."
THE_SAME = "That is the piece you would send back."
NOT_THERE = "This piece can’t be sent to your address."


@dataclass(frozen=True)
class Offer:
    """What her piece gives (`back`) and what the wanted one costs, each with its parts."""

    item: Item
    back: Amounts
    quote: Quote

    @property
    def cost(self) -> Decimal:
        """The wanted piece with its delivery and tax."""
        return self.quote.total

    @property
    def to_pay(self) -> Decimal:
        """What she adds once her piece is accepted; nothing where hers gives as much."""
        return max(self.cost - self.back.total, ZERO)

    @property
    def to_get(self) -> Decimal:
        """What goes back to her then."""
        return max(self.back.total - self.cost, ZERO)

    @property
    def rows(self) -> list[Row]:
        """The bill of the wanted piece; it adds up to its cost."""
        return bill.of_quote(self.quote)


def offer(order: Order, line: Any, item: Item, *, at: datetime | None = None) -> Offer:
    """The sums as they are now. Raises SplitRefused for a line of another order, ValueError without a price."""
    back = asking.preview(order, [line], kind=Return.Kind.EXCHANGE)
    return Offer(item, back, quote_of(order, item, at=at))


def quote_of(order: Order, item: Item, *, at: datetime | None = None) -> Quote:
    """What the piece costs, delivered as standard to the address of her order.

    That address was verified with the order, or had no need: it isn't looked at again.
    """
    return replace(quote_for([item], wishes_of(order), at=at), verification=())


def wishes_of(order: Order) -> Wishes:
    """What she chose for her order, as far as it holds for another piece."""
    contact = order.contact
    return Wishes(
        to=replace(destination_of(order.shipping_address), county=contact.county),
        signature=contact.signature,
        resale=_certificate(order),
        kept=tuple(contact.address_kept),
    )


def find(words: str) -> Item | None:
    """The piece of an item number, however it is typed, or of its page's address."""
    meant = NUMBER.search(words)
    number = read_number(meant[0]) if meant else None
    found = Item.objects.filter(number=number).select_related(*FACTS, "designer", "style")
    return found.first() if number else None


def why_not(order: Order, line: Any, item: Item | None) -> str:
    """Why she can't have this piece for hers, in a sentence for her; empty if she can."""
    if item is None:
        return UNKNOWN
    if item.product_id == line.product_id:
        return THE_SAME
    if item.state != ListingState.LISTED or item.price is None:
        return NOT_FOR_SALE
    if item.claims.filter(released_at__isnull=True).exists():
        return NOT_FOR_SALE
    if item.holds.filter(released_at__isnull=True, expires_at__gt=timezone.now()).exists():
        return HELD
    stopped = quote_of(order, item).stopped
    return (stopped[0].reason or NOT_THERE) if stopped else ""


def _certificate(order: Order) -> int | None:
    """The resale certificate that the order was placed under; whether it still holds is asked when it is quoted."""
    found = ResaleCertificate.objects.filter(answers__order=order).values_list("pk", flat=True)
    return found.first()
