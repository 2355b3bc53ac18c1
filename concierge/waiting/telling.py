"""The sweep that tells a line: the first by mail when the piece is free, the next a while later, all when it is sold.

In order, because all at once would be a race that the line was joined to avoid. Being told reserves nothing: the piece
is for sale to everybody again, and the mail says so.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from catalog.comparables import relatives_of
from catalog.locks import lock_item_unless_busy
from catalog.models import Hold, Item, ListingState
from concierge import links
from concierge.models import PlaceInLine
from concierge.pieces import of_card, of_item
from concierge.waiting.line import waiting_for
from orders.models import Claim
from portero.core.figures import figure
from portero.core.mail import outbox
from portero.core.words import until

State = PlaceInLine.State
AT_ONCE = 500
ENDS = {ListingState.SOLD: State.SOLD, ListingState.WITHDRAWN: State.GONE}


def tell_lines(now: datetime | None = None) -> int:
    """Tell who is to be told, of every piece with a line; returns how many places changed. Safe to run at once."""
    now = now or timezone.now()
    lines = PlaceInLine.objects.filter(state=State.WAITING).values("item")
    settled = Q(state__in=list(ENDS)) | (Q(state=ListingState.LISTED) & ~_taken())
    pieces = Item.objects.filter(settled, pk__in=lines).values_list("pk", flat=True)
    return sum(tell_line(pk, now) for pk in list(pieces[:AT_ONCE]))


@transaction.atomic
def tell_line(item_pk: int, now: datetime) -> int:
    """Tell one line what became of its piece; how many places changed.

    Decided under the piece's lock, which placing a hold takes too. A piece that somebody is just buying is left for
    the next sweep; a second sweep at once finds the place told.
    """
    item = lock_item_unless_busy(item_pk)
    if item is None:
        return 0
    if item.state in ENDS:
        return _end_line(item, ENDS[ListingState(item.state)], now)
    free = Item.objects.filter(~_taken(), pk=item_pk, state=ListingState.LISTED).exists()
    return _tell_first(item, now) if free and not _window_is_open(item, now) else 0


def _taken() -> Q:
    """A hold that ran out but isn't released still counts: its payment may be under way."""
    hold = Hold.objects.filter(item=OuterRef("pk"), released_at__isnull=True)
    claim = Claim.objects.filter(item=OuterRef("pk"), released_at__isnull=True)
    return Q(Exists(hold)) | Q(Exists(claim))


def window() -> timedelta:
    """How long the one who was told is ahead of the next in line."""
    return timedelta(minutes=int(figure("queue_window_minutes")))


def _window_is_open(item: Item, now: datetime) -> bool:
    """Whether somebody was told lately who may still buy; a hold since then has used her time up."""
    told = PlaceInLine.objects.filter(item=item, state=State.TOLD).aggregate(at=Max("ended_at"))["at"]
    if told is None or told + window() <= now:
        return False
    return not Hold.objects.filter(item=item, created_at__gt=told).exists()


def _tell_first(item: Item, now: datetime) -> int:
    first = waiting_for(item).select_for_update(of=("self",)).first()
    if first is None:
        return 0
    others = waiting_for(item).exclude(pk=first.pk).exists()
    _end(first, State.TOLD, now)
    _post("line_free", first, item, next_at=until(now + window()) if others else "")
    return 1


def _end_line(item: Item, state: State, now: datetime) -> int:
    """Everybody who still waits hears the truth, but the one who bought it."""
    buyers = _buyers_of(item)
    places = list(waiting_for(item).select_for_update(of=("self",)))
    like_it = [of_card(card) for card in relatives_of(item).similar] if places else []
    for place in places:
        bought = state == State.SOLD and place.email in buyers
        _end(place, State.BOUGHT if bought else state, now)
        if not bought:
            _post("line_over", place, item, sold=state == State.SOLD, similar=like_it)
    return len(places)


def _buyers_of(item: Item) -> set[str]:
    claims = Claim.objects.filter(item=item, released_at__isnull=True)
    known = claims.values_list("order__contact__email", "order__user__email")
    return {email.lower() for emails in known for email in emails if email}


def _end(place: PlaceInLine, state: State, now: datetime) -> None:
    place.state, place.ended_at = state, now
    place.save(update_fields=["state", "ended_at"])


def _post(kind: str, place: PlaceInLine, item: Item, **facts: object) -> None:
    piece = of_item(item)
    outbox.post(
        kind,
        about=f"place:{place.pk}:{place.joined_at.timestamp():.6f}",
        to=place.email,
        context={
            "piece": piece,
            "pieces": [piece],
            "link": piece.link,
            "leave": links.link_to("concierge:place", links.PLACE, place.pk),
            **facts,
        },
    )
