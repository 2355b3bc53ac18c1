"""From her order back to the sell form: a piece that she bought here is consigned again, with our record of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from catalog.models import Item
from consignment.submissions import again
from consignment.submissions.links import draft_link
from consignment.submissions.states import SubmissionRefused
from orders.access import link_to, order_by_token
from orders.fulfilment.models import ShipmentLine, ShipmentState
from orders.order.models import Order
from portero.core.personal import personal


@require_POST
@personal
def consign_again(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Open the sell form of a delivered piece of this order; a piece that isn't in it, or not there yet, is a 404."""
    order = order_by_token(token)
    known = Item.objects.select_related("designer", "style", "category__parent")
    delivered = ShipmentLine.objects.filter(shipment__order=order, shipment__state=ShipmentState.DELIVERED)
    item = get_object_or_404(known.filter(pk__in=delivered.values("item")), number=number)
    try:
        draft = again.again(item, **_buyer(order))
    except SubmissionRefused as refused:
        messages.error(request, str(refused))
        return redirect(link_to(order))
    return redirect(draft_link(draft))


def _buyer(order: Order) -> dict[str, str]:
    """Who bought it, as the sell form asks."""
    address = order.shipping_address
    name = " ".join(filter(None, [address.first_name, address.last_name])) if address else ""
    return {"name": name, "email": order.contact.email.lower(), "phone": order.contact.phone}
