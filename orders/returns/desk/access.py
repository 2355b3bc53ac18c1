"""How a page of the desk comes by a return or a piece of it; the permission was asked before."""

from dataclasses import replace

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from orders import staff_facts
from orders.fulfilment import tracking
from orders.returns.models import Return, ReturnPiece
from orders.staff_facts import Told

# Where the kind of an event alone says too little.
WORDS = {
    "return_label": "label sent to her",
    "return_late": "late, the desk was told",
    "return_reminder": "she was reminded to send it",
    "return_at_our_door": "at our door",
    "return_going_back": "refused piece sent back",
    "return_back": "with her again",
    "return_undelivered": "came back to us undelivered",
    "return_lost_back": "lost on its way back to her",
    "return_paid_otherwise": "paid another way",
}


def return_of(number: str) -> Return:
    """A return with all that its page shows. Raises Http404 for a number that is none."""
    found = Return.objects.select_related(
        "order__contact",
        "order__shipping_address__country",
        "asked_by",
        "decided_by",
        "received_by",
        "label",
        "refund__payment",
    )
    return get_object_or_404(found.prefetch_related(Prefetch("pieces", _pieces()), "amounts"), number=number)


def piece_of(ret: Return, pk: int) -> ReturnPiece:
    """A piece of this return, one that `return_of` gave. Raises Http404 for another return's."""
    for piece in ret.pieces.all():
        if piece.pk == pk:
            piece.ret = ret
            return piece
    raise Http404


def story_of(ret: Return) -> list[Told]:
    """What happened to a return, out of its order's one history, the oldest first."""
    found = [told for told in staff_facts.story_of(ret.order) if told.event.data.get("return") == ret.number]
    return [replace(told, what=WORDS.get(told.event.kind, told.what)) for told in found]


def scanned(code: str) -> Return | None:
    """The return whose label, tracking number or own number was scanned; None where no return has it.

    Raises ValueError for what can be neither.
    """
    own = Return.objects.filter(number=code.strip().upper()).first()
    if own is not None:
        return own
    number = tracking.scanned(code)
    return Return.objects.filter(label__tracking_number=number).order_by("-pk").first()


def _pieces() -> QuerySet[ReturnPiece]:
    found = ReturnPiece.objects.select_related(
        "line",
        "item__designer",
        "item__category",
        "shipment_line__shipment",
        "shipment_line__packed",
        "shipment_line__item__category",
        "found_by",
        "verdict_by",
        "sent_back_by",
    )
    return found.prefetch_related("photos", "shipment_line__outbound_photos").order_by("pk")
