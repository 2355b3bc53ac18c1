"""How a claim reaches a view: through its order's signed link. Another order's is a 404."""

from django.http import Http404

from orders.access import order_by_token
from orders.order.models import Order
from orders.promise.models import Claim

FACTS = ("line", "item__designer", "certificate", "refund__payment")


def claim_by_token(token: str, number: str) -> tuple[Order, Claim]:
    """The order of a signed link and its claim of that number. Raises Http404, also for another order's claim."""
    order = order_by_token(token)
    claim = Claim.objects.filter(order=order, number=number).select_related(*FACTS).first()
    if claim is None:
        raise Http404
    claim.order = order
    return order, claim
