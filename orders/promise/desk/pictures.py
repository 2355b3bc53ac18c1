"""Pictures of a claim for those who work on it: hers, ours from the table, and the outbound set of its piece."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.photography import private
from orders.fulfilment.comparison import Compared, Picture, compared
from orders.fulfilment.models import OutboundPhoto
from orders.promise.desk.queues import VIEW
from orders.promise.models import Claim, ClaimPhoto
from portero.core.desk import desk
from portero.core.personal import personal

Source = ClaimPhoto.Source


@desk(VIEW)
@require_safe
@personal
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """A picture of a claim: `small`, `medium` or `full`."""
    return private.answer(get_object_or_404(ClaimPhoto, pk=pk).file, size)


@desk(VIEW)
@require_safe
@personal
def outbound_photo(request: HttpRequest, number: str, pk: int, size: str) -> HttpResponse:
    """A picture of the set that the claimed piece left with; another piece's isn't there."""
    of_the_piece = OutboundPhoto.objects.filter(line__promise_claims__number=number)
    return private.answer(get_object_or_404(of_the_piece, pk=pk).file, size)


def compared_of(
    claim: Claim, *, is_open: bool = False, problems: Mapping[str, str] | None = None
) -> Compared:
    """The piece as it left beside how it came back. No query for a claim of `access.claim_numbered`."""
    arrived = (one for one in claim.photos.all() if one.source == Source.ARRIVAL)
    back = {one.shot: _shown(one, "claims-desk:photo", one.pk) for one in arrived}
    return compared(
        claim.shipment_line,
        back,
        is_open=is_open,
        problems=problems,
        left_as=lambda one: _shown(one, "claims-desk:outbound-photo", claim.number, one.pk),
    )


def _shown(photo: ClaimPhoto | OutboundPhoto, name: str, *arguments: object) -> Picture:
    medium, full = (reverse(name, args=[*arguments, size]) for size in ("medium", private.FULL))
    return Picture(medium, photo.width, photo.height, full)
