"""Joining and leaving the line for a piece that somebody else holds."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Item
from concierge import links
from concierge.models import PlaceInLine
from concierge.pieces import of_item
from orders import bag
from portero.core.mail import outbox

State = PlaceInLine.State
ORDER = ("joined_at", "pk")
IN_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


class NotOnHold(Exception):
    """There is no line for this piece now; `standing` says why: it is free, or sold."""

    def __init__(self, standing: bag.Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def standing_of(item: Item) -> bag.Stand:
    """How the piece stands for everybody but its holder."""
    return bag.standings([item], holder="")[item.pk]


@transaction.atomic
def join(item: Item, email: str, *, user: Any = None) -> PlaceInLine:
    """Take the last place in line, and get it in writing; who waits already keeps her place and gets no second mail.

    Raises NotOnHold.
    """
    standing = standing_of(item).standing
    if standing != bag.Standing.HELD:
        raise NotOnHold(standing)
    place, new = PlaceInLine.objects.get_or_create(item=item, email=email, defaults={"user": user})
    if not new:
        ended = PlaceInLine.objects.filter(pk=place.pk).exclude(state=State.WAITING)
        new = bool(ended.update(state=State.WAITING, ended_at=None, joined_at=timezone.now()))
        place.refresh_from_db()
    if new:
        _acknowledge(place, item)
    return place


def leave(place: PlaceInLine) -> None:
    """Give up the place; one who was told makes way for the next at once. Twice is once."""
    open_ = PlaceInLine.objects.filter(pk=place.pk, state__in=[State.WAITING, State.TOLD])
    open_.update(state=State.LEFT, ended_at=timezone.now())


def waiting_for(item: Item) -> QuerySet[PlaceInLine]:
    """The line, first come first."""
    return PlaceInLine.objects.filter(item=item, state=State.WAITING).order_by(*ORDER)


def place_in_words(place: PlaceInLine) -> str:
    """`first in line`, `number 12 in line`."""
    before = Q(joined_at__lt=place.joined_at) | Q(joined_at=place.joined_at, pk__lt=place.pk)
    ahead = waiting_for(place.item).filter(before).count()
    return f"{IN_WORDS[ahead]} in line" if ahead < len(IN_WORDS) else f"number {ahead + 1} in line"


def _acknowledge(place: PlaceInLine, item: Item) -> None:
    piece = of_item(item)
    outbox.post(
        "line_joined",
        about=f"place:{place.pk}:{place.joined_at.timestamp():.6f}",
        to=place.email,
        context={
            "piece": piece,
            "pieces": [piece],
            "place": place_in_words(place),
            "link": links.link_to("concierge:place", links.PLACE, place.pk),
        },
    )
