"""A client's bag: what is in it, how each piece stands now, and putting pieces in and out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from catalog import holds, numbers
from catalog.models import Hold, Item, ListingState
from catalog.queries.cards import VISIBLE
from orders.models import Claim
from orders.routes.decision import Verdict
from portero.core.money import CURRENCY


class Standing(StrEnum):
    """Whether this client may buy a piece now, and if not, why."""

    FREE = "free"
    YOURS = "yours"
    HELD = "held"
    SOLD = "sold"
    GONE = "gone"


WHY_HELD = {
    Hold.Kind.CHECKOUT: "Someone is paying for it now",
    Hold.Kind.WIRE: "Someone is paying for it by bank wire",
    Hold.Kind.CONCIERGE: "Another client has the first refusal",
    Hold.Kind.EXCHANGE: "Another client exchanges a piece for it",
}
WHY_CLAIMED = "Someone has ordered it"
BUYABLE = frozenset({Standing.FREE, Standing.YOURS})


@dataclass(frozen=True)
class Stand:
    """How a piece stands for one client.

    `until` is the end of the hold, hers or somebody else's; `why` says in words why she has to wait.
    """

    standing: Standing
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class BagPiece:
    """One line of the bag. `was` is the price (USD) when she put it in, if it has changed since.

    `closed` says why it can't go where she wants it, as far as that is known.
    """

    item: Item
    stand: Stand
    was: Decimal | None
    closed: Verdict | None = None

    @property
    def free(self) -> bool:
        """Whether she may buy the piece, wherever it goes."""
        return self.stand.standing in BUYABLE

    @property
    def buyable(self) -> bool:
        """Whether the piece goes on to checkout: free, and there is a way to where she wants it."""
        return self.free and self.closed is None


class NotForSale(Exception):
    """The piece can't be put into a bag; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def holder_of(basket: Any) -> str:
    """The name under which a bag holds pieces; empty for a bag that isn't saved yet."""
    return f"basket:{basket.pk}" if basket.pk else ""


def pieces_in(basket: Any) -> list[BagPiece]:
    """Every piece in the bag with how it stands now, in the order they were put in; nothing is dropped."""
    lines = list(basket.all_lines())
    stands = standings([line.product.item for line in lines], holder=holder_of(basket))
    return [
        BagPiece(item, stands[item.pk], _price_before(line.price_excl_tax, item))
        for line in lines
        for item in [line.product.item]
    ]


def with_verdicts(pieces: Sequence[BagPiece], verdicts: Iterable[Verdict]) -> list[BagPiece]:
    """The same pieces, each with the verdict that stops it."""
    by_number = {verdict.number: verdict for verdict in verdicts}
    return [replace(piece, closed=by_number.get(piece.item.number)) for piece in pieces]


def standings(items: Sequence[Item], *, holder: str) -> dict[int, Stand]:
    """How each of these pieces stands for the holder, by primary key; two queries however many.

    A hold that ran out but isn't released still counts (catalog.holds.place says why), and so does the claim
    of an order whose hold has ended, for instance while staff verify it.
    """
    pks = [item.pk for item in items]
    live = {hold.item_id: hold for hold in Hold.objects.filter(item_id__in=pks, released_at__isnull=True)}
    claims = Claim.objects.filter(item_id__in=pks, released_at__isnull=True)
    claimed = set(claims.values_list("item_id", flat=True))
    return {item.pk: _stand(item, live.get(item.pk), item.pk in claimed, holder) for item in items}


def _stand(item: Item, hold: Hold | None, claimed: bool, holder: str) -> Stand:
    if item.state == ListingState.SOLD:
        return Stand(Standing.SOLD)
    if item.state != ListingState.LISTED:
        return Stand(Standing.GONE)
    if hold:
        if holder and hold.holder == holder:
            return Stand(Standing.YOURS, hold.expires_at)
        return Stand(Standing.HELD, hold.expires_at, WHY_HELD[Hold.Kind(hold.kind)])
    return Stand(Standing.HELD, why=WHY_CLAIMED) if claimed else Stand(Standing.FREE)


def _price_before(then: Decimal | None, item: Item) -> Decimal | None:
    return then if then is not None and then != item.price else None


class Wanted(NamedTuple):
    """All that a bag has to know of a piece that goes into it; the price in USD."""

    product_id: int
    stock_record_id: int
    state: str
    price: Decimal | None  # of a listed piece never None


def wanted(number: str) -> Wanted | None:
    """The piece of this number if the public may see it, however the number is written; one query."""
    written = numbers.read_number(number)
    shown = Item.objects.filter(number=written, state__in=VISIBLE)
    row = (
        shown.values_list("product_id", "product__stockrecords", "state", "price").first()
        if written
        else None
    )
    return Wanted(*row) if row else None


@transaction.atomic
def put_in(basket: Any, piece: Wanted) -> None:
    """Put a piece into the bag; a second time changes nothing. Raises NotForSale for one that is sold.

    A piece that somebody else holds may be put in: a bag reserves nothing, and the bag says how it stands.
    Oscar's `add_product` asks five queries to find out what is known here (one currency, no options, one of each).
    """
    if piece.state != ListingState.LISTED:
        raise NotForSale(Standing.SOLD)
    if basket.pk is None:
        basket.save()
    line = basket.lines.model(
        basket_id=basket.pk,
        line_reference=f"{piece.product_id}_{piece.stock_record_id}",  # as Oscar writes it without options
        product_id=piece.product_id,
        stockrecord_id=piece.stock_record_id,
        price_currency=CURRENCY,
        price_excl_tax=piece.price,
    )
    basket.lines.model.objects.bulk_create([line], ignore_conflicts=True)
    basket._lines = None


def take_out(basket: Any, number: str) -> Item | None:
    """Take a piece out of the bag and give up its hold, if it was held; returns it, None if it wasn't there."""
    line = basket.all_lines().filter(product__item__number=number).first() if basket.pk else None
    if line is None:
        return None
    item: Item = line.product.item
    holds.release(holder_of(basket), reason="taken out of the bag", item_pks=[item.pk])
    line.delete()
    basket._lines = None
    return item


def contains(basket: Any, item: Item) -> bool:
    """Whether the piece is in this bag."""
    return bool(basket.pk) and basket.lines.filter(product_id=item.product_id).exists()


def accept_prices(basket: Any) -> None:
    """She has seen the prices as they are now: they are what changes are measured against from here on."""
    for line in basket.all_lines():
        if line.price_excl_tax != line.product.item.price:
            line.price_excl_tax = line.product.item.price
            line.save(update_fields=["price_excl_tax"])


def has_bag(request: HttpRequest) -> bool:
    """Whether this visitor can have a bag at all; without these cookies nothing needs to be looked up."""
    return any(
        name in request.COOKIES for name in (settings.OSCAR_BASKET_COOKIE_OPEN, settings.SESSION_COOKIE_NAME)
    )
