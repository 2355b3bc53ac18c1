"""The pieces of the home page, chosen by what is in the shop."""

from catalog.models import Defect, Item, ListingState
from catalog.queries.cards import Card, cards, visible, with_hold

ARRIVALS = 8
AMONG = 24
EXAMINED = 200


def editorial_piece() -> Item | None:
    """The piece the home page opens with: a rarity to buy, the dearest of the newest twenty-four."""
    rare = visible().filter(state=ListingState.LISTED, bucket=Item.Bucket.RARITY)
    pictured = with_hold(rare).exclude(lead_photo="").select_related("designer").defer("words", "description")
    newest = pictured.filter(held_until=None).order_by("-listed_at", "-pk")[:AMONG]  # type: ignore[misc]
    return max(newest, key=lambda item: item.price or 0, default=None)


def arrivals() -> list[Card]:
    """The newest pieces that can be bought."""
    pictured = visible().filter(state=ListingState.LISTED).exclude(lead_photo="")
    return cards(pictured.order_by("-listed_at", "-pk")[:ARRIVALS])


def pinned_defect() -> Defect | None:
    """A recorded defect of a listed piece, pinned on a close view: it shows what a report is.

    Looked for among the newest pieces alone: where none has one, the database would go through all of them.
    """
    newest = visible().filter(state=ListingState.LISTED).order_by("-listed_at", "-pk")[:EXAMINED]
    return (
        Defect.objects.filter(item__in=newest.values("pk"), photo__view="detail", x__isnull=False)
        .select_related("item__designer", "photo")
        .order_by("-item__listed_at", "position")
        .first()
    )
