"""What belongs to a claim and is a file: the label to print, and the pictures of this one piece."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.photography import private
from orders.fulfilment.models import OutboundPhoto
from orders.promise.models import Claim, ClaimPhoto
from orders.promise.shown import usable_label
from orders.promise.views.reach import claim_by_token
from orders.views.personal import ShopRequest
from portero.core.personal import personal


@require_safe
@personal
def label(request: ShopRequest, token: str, number: str) -> HttpResponse:
    """The label to print, while the parcel is to be sent with it."""
    _, claim = claim_by_token(token, number)
    found = usable_label(claim)
    if found is None or not found.file:
        raise Http404
    ending = "pdf" if found.file_type == "application/pdf" else "png"
    headers = {"Content-Disposition": f'inline; filename="Portero-{claim.number}-label.{ending}"'}
    with found.file.open("rb") as kept:
        return HttpResponse(kept.read(), content_type=found.file_type, headers=headers)


@require_safe
@personal
def photo(request: ShopRequest, token: str, number: str, which: str, pk: int, size: str) -> HttpResponse:
    """A picture `of-claim` (hers, or ours of what came back), or as the piece `left` us; another claim's is a 404."""
    _, claim = claim_by_token(token, number)
    return private.answer(_file(claim, which, pk), size)


def _file(claim: Claim, which: str, pk: int) -> str:
    if which == "of-claim":
        return get_object_or_404(ClaimPhoto, pk=pk, claim=claim).file
    if which == "left":
        return get_object_or_404(OutboundPhoto, pk=pk, line=claim.shipment_line_id).file
    raise Http404
