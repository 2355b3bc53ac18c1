"""From her order to the next owner: a code that hands the certificate of a piece on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.throttle import too_often
from authentication.certificates import transfers
from authentication.certificates.transfer_views import CODES_PER_HOLDER, WITHIN
from authentication.certificates.transfers import TransferRefused
from authentication.models import Certificate
from catalog.models import Item
from orders.access import link_to, order_by_token
from orders.models import Claim
from orders.order.models import Order
from portero.core.personal import personal


@require_POST
@personal
def hand_on(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Show a new code for a sold piece of this order; a piece that isn't in it, or has no certificate, is a 404."""
    order = order_by_token(token)
    item = _sold_here(order, number)
    certificate = get_object_or_404(
        Certificate.objects.select_related("item__designer"), number=item.certificate
    )
    if too_often("transfer-made", f"order:{order.number}", limit=CODES_PER_HOLDER, within=WITHIN):
        messages.error(request, "You asked for many codes. Try again in an hour.")
        return redirect(link_to(order))
    try:
        made = transfers.code_for_buyer(
            certificate, order.contact.email, order.number, bought_at=item.sold_at or order.date_placed
        )
    except TransferRefused as refused:
        messages.error(request, str(refused))
        return redirect(link_to(order))
    return render(
        request, "orders/hand_on.html", {"certificate": certificate, "made": made, "back": link_to(order)}
    )


def _sold_here(order: Order, number: str) -> Item:
    """The piece of this number that this order bought and still has. Raises Http404."""
    hers = Claim.objects.filter(order=order, released_at__isnull=True)
    return get_object_or_404(Item.objects.filter(pk__in=hers.values("item"), state="sold"), number=number)
